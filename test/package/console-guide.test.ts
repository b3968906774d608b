import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { beforeAll, describe, expect, inject, it } from 'vitest';

import { installConnector } from '../../playground/logto/install.js';
import { defaultMetadata } from '../../src/constant.js';

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

  it('says in Chinese, in its first line, where the Chinese guide is', () => {
    const [title = ''] = headingsOf(page).filter((heading) => /^# \p{Script=Han}/u.test(heading));

    expect(page.split('\n')[0]).toMatch(/\p{Script=Han}/u);
    expect(page.split('\n')[0]).toContain(title.replace('# ', ''));
  });

  it('is the English guide in full, then the Chinese one', async () => {
    expect(headingsOf(page)).toEqual([
      ...headingsOf(await readGuide('setup.md')),
      ...headingsOf(await readGuide('setup.zh-CN.md')),
    ]);
  });

  it('has nothing that the Console cannot show: no picture, HTML or link to another file', () => {
    expect(page.match(/!\[|<[a-z]+[\s>]|\]\((?!https:\/\/).*?\)/g)).toBeNull();
    expect(page).not.toContain('setup.');
  });

  it('says where the other languages are', () => {
    expect(page).toMatch(/^Deutsch, .+: in the folder `docs`/m);
  });
});
