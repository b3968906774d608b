import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';

import type { connectorMetadataGuard, SocialUserInfo, TokenResponse } from '@logto/connector-kit';
import phrases from '@logto/phrases-experience';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { z } from 'zod';

import { installConnector } from '../../playground/logto/install.js';
import { defaultMetadata } from '../../src/constant.js';
import { installNewestHost } from './newest-host.js';

/** What can differ by the kit of a host. All else is tested with one kit, beside `src/`. */

/** What `host-run.ts` prints. */
type Run = {
  kit: string;
  metadata: z.infer<typeof connectorMetadataGuard>;
  user: SocialUserInfo;
  tokens: TokenResponse;
  renewed: TokenResponse;
  ids: string[];
  failures: Record<string, string>;
};

const run = async (instance: string, host: string): Promise<Run> => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...['--import', './tsx.mjs', path.join(import.meta.dirname, 'host-run.ts'), instance, host],
  ]);

  return JSON.parse(stdout) as Run;
};

const isCompat = process.env.MODE === 'compat';
/** The directory that has Logto's packages in its `node_modules`. */
const host = isCompat ? await installNewestHost() : path.join(import.meta.dirname, '../..');

/** The kits by their names there, each with the languages of the sign-in page that it lacks. */
const kits: [string, string[]][] = isCompat
  ? [
      ['kit-newest', []],
      ['kit-in-range', []],
    ]
  : [
      ['kit-4.0.0', ['ar', 'cs', 'es-MX', 'th']],
      ['kit-4.7.0', ['cs', 'es-MX']],
      ['kit-5.0.0', ['es-MX']],
      ['@logto/connector-kit', []],
    ];

describe.each(kits)('on a host with %s', (kit, unknownLanguages) => {
  let result: Run;

  beforeAll(async () => {
    result = await run(await installConnector(inject('tarball'), kit, host), host);
  });

  it('is loaded with that kit', () => {
    const { version } = createRequire(path.join(host, 'package.json'))(`${kit}/package.json`) as {
      version: string;
    };

    expect(result.kit).toBe(version);
    expect(result.metadata).toMatchObject({ id: 'wechat-website', target: 'wechat' });
  });

  it('shows its logo, its guide and its whole form', () => {
    expect(result.metadata.logo).toMatch(/^data:image\/svg\+xml;base64,/);
    expect(result.metadata.readme).toContain('# Set up WeChat sign-in');
    expect(result.metadata.formItems).toEqual(defaultMetadata.formItems);
  });

  it('is named and described in every language of the sign-in page that the kit knows', () => {
    const languages = Object.keys(phrases)
      .filter((tag) => !unknownLanguages.includes(tag))
      .sort();

    expect(Object.keys(result.metadata.name).sort()).toEqual(languages);
    expect(Object.keys(result.metadata.description).sort()).toEqual(languages);
    // Truly translated, and so each of its own.
    expect(new Set(Object.values(result.metadata.description)).size).toBe(languages.length);
  });

  it('signs somebody in, and renews the token', () => {
    const { user, tokens, renewed } = result;

    expect(user).toMatchObject({ name: '小明 🌈', avatar: expect.any(String) as string });
    expect([tokens.expires_in, renewed.expires_in]).toEqual([7200, 7200]);
    expect(renewed.access_token).not.toBe(tokens.access_token);
  });

  it('signs the same user in by each of the three ways', () => {
    const { id } = result.user;

    expect(result.ids).toEqual([id, id, id]);
  });

  it('fails with errors that the host knows', () => {
    expect(result.failures).toEqual({
      badSettings: 'invalid_config',
      usedCode: 'social_auth_code_invalid',
    });
  });
});
