import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';

import type { connectorMetadataGuard, SocialUserInfo, TokenResponse } from '@logto/connector-kit';
import phrases from '@logto/phrases-experience';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { z } from 'zod';

import { installConnector } from '../../playground/logto/install.js';
import { installNewestHost } from './newest-host.js';

/** What `host-run.ts` prints. */
type Run = {
  kit: string;
  metadata: z.infer<typeof connectorMetadataGuard>;
  user: SocialUserInfo;
  userWithBase: SocialUserInfo;
  insideWechat: { user: SocialUserInfo; isRenewed: boolean };
  userWithoutSession: SocialUserInfo;
  refreshed: { user?: SocialUserInfo; lifetimes: unknown[]; isRenewed: boolean };
  fitted: { tokenResponse: TokenResponse; userInfo: SocialUserInfo };
  merged: TokenResponse;
  refusals: Record<string, { saving?: string[]; use: string }>;
  languages: (string | null)[];
  tokensOfLongScope: TokenResponse;
  failures: Record<string, string>;
  data: Record<string, unknown>;
};

const tarball = inject('tarball');

const run = async (instance: string, host: string): Promise<Run> => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...['--import', 'tsx', path.join(import.meta.dirname, 'host-run.ts'), instance, host],
  ]);

  return JSON.parse(stdout) as Run;
};

describe('package', () => {
  it('holds what Logto needs and nothing for development', async () => {
    const instance = await installConnector(tarball);
    const directory = path.join(instance, 'packages/core/connectors/connector-wechat-web');
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => path.relative(directory, path.join(parentPath, name)));

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
    expect((await stat(path.join(directory, 'lib/index.js'))).size).toBeLessThan(250_000);
  });
});

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
    result = await run(await installConnector(tarball, kit, host), host);
  });

  it('is loaded with that kit', () => {
    const { version } = createRequire(path.join(host, 'package.json'))(`${kit}/package.json`) as {
      version: string;
    };

    expect(result.kit).toBe(version);
    expect(result.metadata).toMatchObject({ id: 'wechat-website', target: 'wechat' });
  });

  it('shows its logo and its guide', () => {
    expect(result.metadata.logo).toMatch(/^data:image\/svg\+xml;base64,/);
    expect(result.metadata.readme).toContain('# Set up WeChat sign-in');
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

  it('signs somebody in', () => {
    expect(result.user).toMatchObject({ name: '小明 🌈', avatar: expect.any(String) as string });
    // With this scope WeChat tells the openid alone.
    expect(result.userWithBase).toEqual({
      id: (result.user.rawData as { openid: string }).openid,
      rawData: { openid: result.userWithBase.id, scope: 'snsapi_base' },
    });
  });

  it('signs the same person in inside the WeChat app, and refreshes the token', () => {
    const { user, isRenewed } = result.insideWechat;

    expect(user).toMatchObject({ id: result.user.id, name: '小明 🌈' });
    // There the person has another openid.
    expect(user.rawData).not.toEqual(result.user.rawData);
    expect(isRenewed).toBe(true);
  });

  it('signs in by the QR code where the host has no session', () => {
    expect(result.userWithoutSession).toEqual(result.user);
  });

  it('hands tokens over and refreshes them', () => {
    expect(result.refreshed).toEqual({
      user: result.user,
      lifetimes: [7200, 7200],
      isRenewed: true,
    });
  });

  it('leaves the host the refresh token that it has kept', () => {
    expect(result.merged).toMatchObject({ refresh_token: 'kept', expires_in: 7200 });
  });

  it('hands over what the host can store', () => {
    const { tokenResponse, userInfo } = result.fitted;

    expect(tokenResponse).toMatchObject({ expires_in: 7200, scope: 'snsapi_userinfo,snsapi_base' });
    expect(userInfo.name).toBe('小'.repeat(128));
    expect(userInfo).not.toHaveProperty('avatar');
    expect(userInfo.rawData).not.toHaveProperty('access_token');
  });

  it('fails with errors that the host knows', () => {
    expect(result.failures).toEqual({
      refused: 'authorization_failed',
      badSettings: 'invalid_config',
      wrongSecret: 'invalid_config',
      usedCode: 'social_auth_code_invalid',
      longCode: 'authorization_failed',
      editedScope: 'authorization_failed',
      snapshot: 'general',
      expiredToken: 'social_invalid_access_token',
      wrongAppIdInsideWechat: 'social_invalid_access_token',
      noUnionid: 'invalid_config',
      noOpenid: 'invalid_response',
      otherUnionid: 'invalid_response',
      longOpenid: 'invalid_response',
      longToken: 'invalid_response',
      deadNetwork: 'general',
    });
  });

  it('refuses settings with which a secret would get out, or nobody in', () => {
    expect(result.refusals).toEqual({
      swapped: { saving: ['clientId'], use: 'invalid_config' },
      swappedInsideWechat: { saving: ['officialAccountClientId'], use: 'invalid_config' },
      baseInsideWechat: { saving: ['scope'], use: 'invalid_config' },
    });
  });

  it('sends no page language but English', () => {
    expect(result.languages).toEqual([null, null, null, 'en']);
  });

  it('stores no scope that is longer than any of WeChat’s', () => {
    expect(result.tokensOfLongScope).toMatchObject({ expires_in: 7200 });
    expect(result.tokensOfLongScope).not.toHaveProperty('scope');
  });

  it('says in the Audit logs what happened, and to users what to do', () => {
    expect(result.data).toEqual({
      frozen: {
        errorDescription: 'The Client Secret is frozen: unfreeze it at WeChat.',
        errcode: 40243,
        host: 'api.weixin.qq.com',
      },
      masked: expect.objectContaining({ errmsg: '*'.repeat(72) }) as object,
      usedCode: {
        errorDescription: 'The code has been used already.',
        errcode: 40163,
        errmsg: expect.stringMatching(/^code been used, rid: /) as string,
        host: 'api.weixin.qq.com',
      },
      deadNetwork: {
        errorDescription:
          '暂时无法连接微信，请稍后再试。WeChat cannot be reached: please try again in a moment.',
        host: 'api.weixin.qq.com',
        cause: 'ECONNREFUSED',
      },
    });
  });

  it('has a form that the Console shows in full, with a page language that shows its default', () => {
    const choices = (result.metadata.formItems ?? []).flatMap((item) =>
      'selectItems' in item ? item.selectItems.map((choice) => ({ key: item.key, ...choice })) : []
    );

    expect(choices.flatMap(({ key, value }) => (key === 'lang' ? [value] : []))).toEqual([
      'cn',
      'en',
    ]);
    expect(choices.filter((choice) => !('title' in choice) || choice.title.length > 50)).toEqual(
      []
    );
    expect(choices.filter(({ key }) => key === 'scope')).toHaveLength(3);
  });
});
