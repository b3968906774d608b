import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { beforeAll, describe, expect, inject, it } from 'vitest';

import { installConnector } from '../../playground/logto/install.js';
import { defaultMetadata } from '../../src/constant.js';
import { anchorsOf, linksOf, parse, sectionsOf } from '../docs/markdown.js';

describe('the guide that the Console shows', () => {
  let page: string;

  const headingsOf = (markdown: string) => markdown.match(/^#+ .+$/gm) ?? [];
  const readGuide = (name: string) =>
    readFile(path.join(import.meta.dirname, '../../docs', name), 'utf8');

  beforeAll(async () => {
    const instance = await installConnector(inject('tarball'));

    page = await readFile(
      path.join(instance, 'packages/core/connectors/connector-wechat-web', defaultMetadata.readme),
      'utf8'
    );
  });

  it('begins with a link, in Chinese, to the Chinese guide', () => {
    const [title = ''] = headingsOf(page).filter((heading) => /^# \p{Script=Han}/u.test(heading));

    expect(page.split('\n')[0]).toBe(`**[中文指南](#${title.replace('# ', '')})**`);
  });

  it('is the English guide in full, then the Chinese one', async () => {
    expect(headingsOf(page)).toEqual([
      ...headingsOf(await readGuide('setup.md')),
      ...headingsOf(await readGuide('setup.zh-CN.md')),
    ]);
  });

  it('has nothing that the Console cannot show: no picture, HTML or link to another file', () => {
    expect(page.match(/!\[|<[a-z]+[\s>]|\]\((?!https:\/\/|#).*?\)/g)).toBeNull();
    expect(page).not.toContain('setup.');
  });

  it('has links to its own sections, each within one language', async () => {
    const tree = await parse(page);
    const anchors = [...anchorsOf(tree)];
    const englishSections = headingsOf(await readGuide('setup.md')).length;
    const isEnglish = (section: number) => section < englishSections;
    const links = sectionsOf(tree).flatMap(({ blocks }, section) =>
      blocks
        .flatMap(linksOf)
        .filter((link) => link.startsWith('#'))
        .map((link) => ({ link, section, target: anchors.indexOf(link.slice(1)) }))
    );

    expect(links.length).toBeGreaterThan(0);
    expect(
      links.filter(
        ({ section, target }) => target === -1 || isEnglish(target) !== isEnglish(section)
      )
    ).toEqual([]);
  });

  it('says where the other languages are', () => {
    expect(page).toMatch(/^Deutsch, .+: in the folder `docs`/m);
  });
});
