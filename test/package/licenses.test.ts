import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { beforeAll, describe, expect, inject, it } from 'vitest';

import { installConnector } from '../../playground/logto/install.js';

let bundle: string;
let notices: Map<string, string>;

beforeAll(async () => {
  const instance = await installConnector(inject('tarball'));
  const read = async (file: string) =>
    readFile(
      path.join(instance, 'packages/core/connectors/connector-wechat-web/lib', file),
      'utf8'
    );

  bundle = await read('index.js');
  notices = new Map(
    (await read('THIRD-PARTY-LICENSES.txt'))
      .split(/^-{80}$/m)
      .map((notice) => [notice.trim().split(' ')[0] ?? '', notice])
  );
});

describe('license', () => {
  it('of every library in the bundle is in the package', () => {
    // esbuild says above each module where it comes from.
    const bundled = new Set(
      [...bundle.matchAll(/^\/\/ .*node_modules\/((?:@[^/\n]+\/)?[^/\n]+)/gm)].map(
        ([, name = '']) => name
      )
    );

    expect(bundled).toContain('zod');
    expect([...bundled].filter((name) => !notices.get(name)?.includes('Copyright'))).toEqual([]);
  });
});
