import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

import { beforeAll, describe, expect, inject, it } from 'vitest';

import { installConnector } from '../../playground/logto/install.js';
import { defaultMetadata } from '../../src/constant.js';

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

  // Of `docs/` the guides alone: the Console shows no picture, and they weigh more than all the rest.
  expect(files.filter((file) => !/^docs.setup.*\.md$/.test(file)).sort()).toEqual([
    'LICENSE',
    'README.md',
    'README.zh-CN.md',
    path.join('lib', 'THIRD-PARTY-LICENSES.txt'),
    path.join('lib', 'index.js'),
    path.join('lib', 'setup.md'),
    'logo.svg',
    'package.json',
  ]);
  expect(files).toContain(path.join('docs', 'setup.md'));
  expect((await stat(tarball)).size).toBeLessThan(150_000);
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
  const guide = async (name: string) =>
    readFile(path.join(import.meta.dirname, '../../docs', name), 'utf8');

  beforeAll(async () => {
    page = await read(defaultMetadata.readme);
  });

  it('says in Chinese, in its first line, where the Chinese guide is', () => {
    const [title = ''] = headingsOf(page).filter((heading) => /^# \p{Script=Han}/u.test(heading));

    expect(page.split('\n')[0]).toMatch(/\p{Script=Han}/u);
    expect(page.split('\n')[0]).toContain(title.replace('# ', ''));
  });

  it('is the English guide in full, then the Chinese one', async () => {
    expect(headingsOf(page)).toEqual([
      ...headingsOf(await guide('setup.md')),
      ...headingsOf(await guide('setup.zh-CN.md')),
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
