import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

import { beforeAll, describe, expect, inject, it } from 'vitest';

import { installConnector } from '../../playground/logto/install.js';
import { defaultMetadata } from '../../src/constant.js';
import { anchorsOf, linksOf, parse, sectionsOf } from '../docs/markdown.js';

/** What is in the package. */

const tarball = inject('tarball');
let folder: string;

const read = async (file: string) => readFile(path.join(folder, file), 'utf8');

beforeAll(async () => {
  folder = path.join(
    await installConnector(tarball),
    'packages/core/connectors/connector-wechat-web'
  );
});

it('holds what Logto needs and nothing for development', async () => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.relative(folder, path.join(parentPath, name)));

  // Of `docs/` the guides and the page alone: the Console shows no picture, and they weigh more than all the rest.
  expect(files.filter((file) => !/^docs.setup.*\.md$/.test(file)).sort()).toEqual([
    'LICENSE',
    'README.md',
    'README.zh-CN.md',
    path.join('docs', 'open-in-wechat.html'),
    path.join('lib', 'THIRD-PARTY-LICENSES.txt'),
    path.join('lib', 'index.js'),
    path.join('lib', 'setup.md'),
    'logo.svg',
    'package.json',
  ]);
  expect(files).toContain(path.join('docs', 'setup.md'));
  expect((await stat(tarball)).size).toBeLessThan(200_000);
  expect((await stat(path.join(folder, 'lib/index.js'))).size).toBeLessThan(250_000);
});

it('holds the license of every library in the bundle', async () => {
  const notices = new Map(
    (await read('lib/THIRD-PARTY-LICENSES.txt'))
      .split(/^-{80}$/m)
      .map((notice) => [notice.trim().split(' ')[0] ?? '', notice])
  );
  // esbuild says above each module where it comes from.
  const bundled = new Set(
    [
      ...(await read('lib/index.js')).matchAll(/^\/\/ .*node_modules\/((?:@[^/\n]+\/)?[^/\n]+)/gm),
    ].map(([, name = '']) => name)
  );

  expect(bundled).toContain('zod');
  expect([...bundled].filter((name) => !notices.get(name)?.includes('Copyright'))).toEqual([]);
});

describe('the guide that the Console shows', () => {
  let page: string;

  const headingsOf = (markdown: string) => markdown.match(/^#+ .+$/gm) ?? [];
  const readGuide = (name: string) =>
    readFile(path.join(import.meta.dirname, '../../docs', name), 'utf8');

  beforeAll(async () => {
    page = await read(defaultMetadata.readme);
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
