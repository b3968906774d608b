import { describe, expect, it } from 'vitest';

import {
  bothConfig,
  config,
  serviceAccount,
  serviceAccountConfig,
  tokenAnswer,
  userInfoAnswer,
} from '../test/support/answers.js';
import {
  accessTokenGuard,
  callbackGuard,
  errorGuard,
  tokenResponseGuard,
  userInfoGuard,
  wechatConfigGuard,
} from './types.js';

/** What a guard says of a wrong value. */
const problemsOf = ({ error }: { error?: { issues: { path: unknown[]; message: string }[] } }) =>
  error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`);

describe('the settings', () => {
  const website = {
    name: 'website',
    appid: config.clientId,
    secret: config.clientSecret,
    labels: { appid: 'Client ID', secret: 'Client Secret' },
  };
  const account = {
    name: 'serviceAccount',
    ...serviceAccount,
    labels: { appid: 'Service account AppID', secret: 'Service account AppSecret' },
  };

  const alone = { ...website, name: 'serviceAccount', ...serviceAccount };
  const unionid = { userId: 'unionid' };

  it.each([
    ['an App ID and its secret', config, {}],
    ['null for nothing', { ...config, signInWith: null, scope: null, fallbackUrl: null }, {}],
    ['blanks for nothing', { ...config, signInWith: ' ', scope: ' , ', lang: ' ', userId: '' }, {}],
    ['the page language that WeChat shows anyway', { ...config, lang: ' cn ' }, {}],
    ['another page language', { ...config, lang: ' en ' }, { lang: 'en' }],
    [
      'scopes',
      { ...config, scope: 'snsapi_base\nsnsapi_login，' },
      { scope: 'snsapi_base,snsapi_login' },
    ],
    [
      'a scope that gives no unionid',
      { ...config, scope: 'snsapi_base' },
      { scope: 'snsapi_base', userId: 'openid' },
    ],
    ['both apps', bothConfig, { signInWith: 'both', apps: [website, account], userId: 'unionid' }],
    [
      'space around all of them',
      Object.fromEntries(Object.entries(bothConfig).map(([key, value]) => [key, ` ${value}\n`])),
      { signInWith: 'both', apps: [website, account], userId: 'unionid' },
    ],
    [
      'a service account alone',
      serviceAccountConfig,
      { signInWith: 'serviceAccount', apps: [alone], userId: 'openid' },
    ],
    [
      'a service account whose users have unionids',
      { ...serviceAccountConfig, ...unionid },
      { signInWith: 'serviceAccount', apps: [alone], userId: 'unionid' },
    ],
    [
      'a service account that signs in silently',
      { ...serviceAccountConfig, scope: 'snsapi_base' },
      { signInWith: 'serviceAccount', apps: [alone], userId: 'openid', scope: 'snsapi_base' },
    ],
    [
      'hidden fields, which do not count',
      {
        ...config,
        signInWith: 'website',
        serviceAccountClientId: serviceAccount.secret,
        userId: 'LEAK',
      },
      {},
    ],
    [
      'the hidden User ID of both apps, which does not count',
      { ...bothConfig, userId: 'openid' },
      { signInWith: 'both', apps: [website, account], userId: 'unionid' },
    ],
    [
      'settings of before, in which sign-in inside WeChat was a switch',
      {
        ...config,
        isInAppSignInEnabled: true,
        officialAccountClientId: serviceAccount.appid,
        officialAccountClientSecret: serviceAccount.secret,
      },
      {},
    ],
    [
      'what only looks like an App Secret',
      { ...config, clientId: 'g1c8bfe8f801d79745c4631d09fff36c' },
      { apps: [{ ...website, appid: 'g1c8bfe8f801d79745c4631d09fff36c' }] },
    ],
    ...[
      'https://example.com/wechat?from=login#top',
      'HTTPS://微信.example.com',
      'http://localhost:8080/a',
      'http://localhost',
      'http://127.0.0.1/',
    ].map((fallbackUrl) => [
      `the page ${fallbackUrl}`,
      { ...config, fallbackUrl: ` ${fallbackUrl} ` },
      { fallbackUrl },
    ]),
  ] as [string, object, object][])('take %s', (_, stored, settings) => {
    expect(wechatConfigGuard.parse({ ...stored, appName: 'ignored' })).toEqual({
      signInWith: 'website',
      apps: [website],
      userId: 'unionidIfGiven',
      scope: 'snsapi_userinfo',
      fallbackUrl: '',
      ...settings,
    });
  });

  const noUnionid = 'scope must be snsapi_login or snsapi_userinfo: snsapi_base gives no unionid';

  it.each([
    [{}, ['clientId is required', 'clientSecret is required']],
    [{ ...config, clientId: ' ' }, ['clientId is required']],
    [{ ...config, clientSecret: ['LEAK'] }, ['clientSecret must be text']],
    [
      { ...config, clientId: ' 1C8BFE8F801D79745C4631D09FFF36C8 ' },
      ['clientId looks like an App Secret: enter the App ID'],
    ],
    [
      { ...config, clientId: 'wx0-1c8bfe8f801d79745c4631d09fff36c8' },
      ['clientId looks like an App Secret: enter the App ID'],
    ],
    [{ ...config, clientId: 'wx1\u200B' }, ['clientId must be printable ASCII']],
    [{ ...config, clientSecret: '密 LEAK' }, ['clientSecret must be printable ASCII']],
    [{ ...config, clientSecret: 'a b' }, ['clientSecret must be printable ASCII']],
    [{ ...config, scope: ['LEAK'] }, ['scope must be text']],
    [{ ...config, scope: '1c8bfe8f801d79745c4631d09fff36c8' }, ['scope must be names of scopes']],
    [{ ...config, scope: 'snsapi_login 1' }, ['scope must be names of scopes']],
    [{ ...config, scope: '1 snsapi_login' }, ['scope must be names of scopes']],
    [{ ...config, lang: 'LEAK' }, ['lang must be one of: cn, en']],
    [
      { ...config, signInWith: 'LEAK' },
      ['signInWith must be one of: website, both, serviceAccount'],
    ],
    [{ ...config, signInWith: true }, ['signInWith must be text']],
    [
      { ...config, signInWith: 'both' },
      ['serviceAccountClientId is required', 'serviceAccountClientSecret is required'],
    ],
    [{ ...bothConfig, serviceAccountClientId: 7 }, ['serviceAccountClientId must be text']],
    [
      { ...bothConfig, serviceAccountClientId: serviceAccount.secret },
      ['serviceAccountClientId looks like an App Secret: enter the App ID'],
    ],
    [{ ...bothConfig, scope: 'snsapi_base' }, [noUnionid]],
    [{ ...serviceAccountConfig, ...unionid, scope: 'snsapi_base' }, [noUnionid]],
    [{ ...serviceAccountConfig, userId: 'LEAK' }, ['userId must be one of: openid, unionid']],
    ...[
      'javascript:alert(1)',
      'javascript:https://example.com',
      'http://example.com',
      'http://localhost.example.com',
      'http://localhost:80@example.com',
      'http://127.0.0.1.example.com',
      'https:example.com',
      'https://',
      'https://[',
      '/page',
      'weixin://',
      'LEAK',
    ].map((fallbackUrl) => [{ ...config, fallbackUrl }, ['fallbackUrl must be an https address']]),
    ['LEAK', [' Expected object, received string']],
  ] as [unknown, string[]][])('cannot be %j', (stored, problems) => {
    expect(problemsOf(wechatConfigGuard.safeParse(stored))).toEqual(problems);
  });
});

it.each([
  [{ code: 'x'.repeat(512) }, 'x'.repeat(512)],
  [{ code: 'x'.repeat(513) }, ''],
  [{ code: ['x'] }, ''],
  [{}, ''],
  [null, ''],
])('the code in the callback %j is %j', (callback, code) => {
  expect(callbackGuard.parse(callback)).toEqual({ code });
});

describe('an error', () => {
  it.each([
    [
      { errcode: 40029, errmsg: ' invalid ' },
      { errcode: 40029, errmsg: 'invalid' },
    ],
    [{ errcode: 40029, errmsg: 7 }, { errcode: 40029 }],
    [{ errcode: -1, errmsg: '' }, { errcode: -1 }],
    [{ errcode: null }, { errcode: null }],
    [{ openid: 'o1' }, {}],
  ])('is read from %j', (body, error) => {
    expect(errorGuard.parse(body)).toEqual(error);
  });

  it.each([
    [{ errcode: '40029' }, 'errcode Expected number, received string'],
    [{ errcode: 40029.5 }, 'errcode Expected integer, received float'],
    [undefined, ' not a JSON object'],
    ['text', ' not a JSON object'],
    [[7], ' not a JSON object'],
  ])('cannot be read from %j', (body, problem) => {
    expect(problemsOf(errorGuard.safeParse(body))).toEqual([problem]);
  });
});

describe('the answer of the token call', () => {
  const read = (fields: object) => accessTokenGuard.safeParse({ ...tokenAnswer, ...fields });

  it.each([
    [{}],
    [{ openid: 'x'.repeat(128), unionid: 'x'.repeat(128) }],
    [{ unionid: undefined, refresh_token: undefined }],
    [{ unionid: null, refresh_token: null, is_snapshotuser: null }],
    [{ unionid: '', refresh_token: '', is_snapshotuser: 0 }],
    [{ is_snapshotuser: 1 }],
  ])('is read as it is with %j', (fields) => {
    expect(read(fields).data).toEqual({ ...tokenAnswer, ...fields });
  });

  it.each([
    ['access_token is required', { access_token: undefined }],
    ['access_token is required', { access_token: ' ' }],
    ['access_token must be text', { access_token: 1 }],
    ['openid is required', { openid: undefined }],
    ['openid is required', { openid: '  ' }],
    ['openid must be text', { openid: { $oid: 'o1' } }],
    ['openid is longer than 128 characters', { openid: 'x'.repeat(129) }],
    ['unionid must be text', { unionid: 12 }],
    ['unionid is longer than 128 characters', { unionid: 'x'.repeat(129) }],
  ])('is refused: %s', (problem, fields) => {
    expect(problemsOf(read(fields))).toEqual([problem]);
  });
});

describe('the tokens for the host', () => {
  const read = (fields: object) => tokenResponseGuard.parse({ access_token: 'a', ...fields });

  it.each([
    [1, 1],
    [2_592_001, 2_592_001],
    [0, 7200],
    [-1, 7200],
    ['soon', 7200],
    [null, 7200],
    [undefined, 7200],
  ])('have a lifetime: %j becomes %i', (expires_in, seconds) => {
    expect(read({ expires_in }).expires_in).toBe(seconds);
  });

  it.each([
    ['snsapi_userinfo', 'snsapi_userinfo'],
    ['snsapi_base,snsapi_userinfo,', 'snsapi_base,snsapi_userinfo'],
    ['', ''],
    [['snsapi_base'], ''],
    [undefined, ''],
  ])('have a scope: %j becomes %j', (scope, names) => {
    expect(read({ scope }).scope).toBe(names);
  });
});

describe('the answer of the userinfo call', () => {
  it('is read as far as the connector uses it', () => {
    const { openid, unionid, nickname, headimgurl } = userInfoAnswer;

    expect(userInfoGuard.parse(userInfoAnswer)).toStrictEqual({
      openid,
      unionid,
      nickname,
      headimgurl,
    });
  });

  it.each([null, 7, '', ' ', {}])('may have %j for a nickname and an avatar', (value) => {
    expect(userInfoGuard.parse({ openid: 'o1', nickname: value, headimgurl: value })).toEqual({
      openid: 'o1',
    });
  });

  it('needs an openid', () => {
    expect(problemsOf(userInfoGuard.safeParse({ unionid: 'u1' }))).toEqual(['openid is required']);
  });
});
