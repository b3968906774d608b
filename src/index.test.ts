import { inspect } from 'node:util';

import {
  ConnectorConfigFormItemType,
  ConnectorError,
  ConnectorErrorCodes,
  ConnectorPlatform,
  ConnectorType,
  socialUserInfoGuard,
  tokenResponseGuard,
  validateConfig,
  type ConnectorSession,
  type GetSession,
  type SetSession,
} from '@logto/connector-kit';
import nock from 'nock';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import createConnector from './index.js';

const api = 'https://api.weixin.qq.com';
const recoveryApi = 'https://api2.weixin.qq.com';
const tokenPath = '/sns/oauth2/access_token';
const userInfoPath = '/sns/userinfo';

const clientId = 'wx0123456789abcdef';
const clientSecret = '5ebe2294ecd0e0f08eab7690d2a6ee69';
const code = '061Xb7Ga1kFvJ';
const accessToken = '86_kP0/token+with=signs';
const refreshToken = '86_r3fr35h_0f_7h3_70k3n';
const openid = 'oLVPpjqs9BhvzwPj5A-vTYAX3GLc';
const unionid = 'o6_bmasdasdsad6_2sgVt7hMZOPfL';

const config = { clientId, clientSecret };
const officialAccountClientId = 'wxfedcba9876543210';
const officialAccountClientSecret = '6cb75f652a9b52798eb6cf2201057c73';
const inAppConfig = {
  ...config,
  isInAppSignInEnabled: true,
  officialAccountClientId,
  officialAccountClientSecret,
};
const tokenAnswer = {
  access_token: accessToken,
  expires_in: 7200,
  refresh_token: refreshToken,
  openid,
  scope: 'snsapi_userinfo',
  unionid,
};
const userInfoAnswer = {
  openid,
  nickname: '小明',
  sex: 0,
  province: '',
  city: '',
  country: '',
  headimgurl: 'https://thirdwx.qlogo.cn/mmopen/vi_32/abc/132',
  privilege: [],
  unionid,
};

const getSession = vi.fn();
const setSession = vi.fn();

const connectorWith = async (stored: unknown = config) =>
  createConnector({ getConfig: async () => stored });

const authorizationUri = async (
  stored: unknown = config,
  request: { state?: string; redirectUri?: string; scope?: string; headers?: object } = {},
  session: SetSession = setSession
) => {
  const { getAuthorizationUri } = await connectorWith(stored);

  return getAuthorizationUri(
    {
      state: 'some_state',
      redirectUri: 'http://localhost:3001/callback',
      connectorId: 'connector_id',
      connectorFactoryId: 'wechat-website',
      jti: '',
      headers: {},
      ...request,
    },
    session
  );
};

const signIn = async (
  callback: unknown = { code },
  stored: unknown = config,
  session: GetSession = getSession
) => {
  const { getUserInfo } = await connectorWith(stored);

  return getUserInfo(callback, session);
};

const refresh = async (stored: unknown = config) => {
  const { getAccessTokenByRefreshToken } = await connectorWith(stored);

  return getAccessTokenByRefreshToken?.(refreshToken);
};

type Data = Record<string, unknown> | undefined;

/** The error that a sign-in ends with. Whatever it is, it gives nothing away. */
const failureOf = async (promise: Promise<unknown>): Promise<ConnectorError & { data: Data }> => {
  const error: unknown = await promise.then(
    () => expect.fail('should have failed'),
    (error: unknown) => error
  );

  if (!(error instanceof ConnectorError)) {
    throw error;
  }

  const everything = inspect(error, { depth: Infinity, showHidden: true }) + JSON.stringify(error);

  for (const secret of [
    clientSecret,
    officialAccountClientSecret,
    code,
    accessToken,
    refreshToken,
  ]) {
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain(encodeURIComponent(secret));
  }
  expect(everything).not.toMatch(/\?\w+=/);

  return error as ConnectorError & { data: Data };
};

const replyToToken = (body: nock.Body, status = 200, host = api) =>
  nock(host).get(tokenPath).query(true).reply(status, body, { 'content-type': 'text/plain' });

const replyToUserInfo = (body: nock.Body, status = 200, host = api) =>
  nock(host).get(userInfoPath).query(true).reply(status, body, { 'content-type': 'text/plain' });

let unexpectedRequests = 0;

beforeAll(() => {
  nock.disableNetConnect();
  nock.emitter.on('no match', () => {
    unexpectedRequests += 1;
  });
});

beforeEach(() => {
  unexpectedRequests = 0;
});

afterEach(() => {
  const pending = nock.pendingMocks();

  nock.cleanAll();
  expect(pending).toEqual([]);
  expect(unexpectedRequests).toBe(0);
  expect(getSession).not.toHaveBeenCalled();
  expect(setSession).not.toHaveBeenCalled();
});

describe('factory', () => {
  it('does not read the configuration', async () => {
    const getConfig = vi.fn().mockRejectedValue(new Error('not now'));

    await expect(createConnector({ getConfig })).resolves.toMatchObject({
      type: ConnectorType.Social,
      metadata: { id: 'wechat-website', target: 'wechat', platform: ConnectorPlatform.Web },
    });
    expect(getConfig).not.toHaveBeenCalled();
  });

  it('reads the configuration under its own id', async () => {
    const getConfig = vi.fn().mockResolvedValue(config);
    const { getUserInfo } = await createConnector({ getConfig });

    replyToToken({ ...tokenAnswer, scope: 'snsapi_base' });
    await getUserInfo({ code }, getSession);
    expect(getConfig.mock.calls).toEqual([['wechat-website']]);
  });
});

describe('form', () => {
  it('shows three fields and the page language, and more when asked for more', async () => {
    const { metadata } = await connectorWith();
    const items = metadata.formItems ?? [];

    expect(
      items.filter((item) => !item.showConditions).map(({ key, type }) => [key, type])
    ).toEqual([
      ['clientId', ConnectorConfigFormItemType.Text],
      ['clientSecret', ConnectorConfigFormItemType.Text],
      ['scope', ConnectorConfigFormItemType.Select],
      ['lang', ConnectorConfigFormItemType.Select],
      ['isInAppSignInEnabled', ConnectorConfigFormItemType.Switch],
    ]);
    expect(
      items
        .filter((item) => item.showConditions)
        .map(({ key, showConditions }) => [key, showConditions])
    ).toEqual([
      ['officialAccountClientId', [{ targetKey: 'isInAppSignInEnabled', expectValue: true }]],
      ['officialAccountClientSecret', [{ targetKey: 'isInAppSignInEnabled', expectValue: true }]],
    ]);
  });

  it('leaves signing in inside the WeChat app switched off', async () => {
    const { metadata } = await connectorWith();

    expect(metadata.formItems?.find(({ key }) => key === 'isInAppSignInEnabled')).toMatchObject({
      defaultValue: false,
    });
  });

  it('requires what the guard requires and hides the secrets', async () => {
    const { metadata } = await connectorWith();
    const items = metadata.formItems ?? [];
    const keysOf = (flag: 'required' | 'isConfidential') =>
      items.filter((item) => item[flag]).map(({ key }) => key);

    expect(keysOf('required')).toEqual([
      'clientId',
      'clientSecret',
      'officialAccountClientId',
      'officialAccountClientSecret',
    ]);
    expect(keysOf('isConfidential')).toEqual(['clientSecret', 'officialAccountClientSecret']);
  });

  it('offers only choices that the guard takes', async () => {
    const { metadata, configGuard } = await connectorWith();

    for (const item of metadata.formItems ?? []) {
      for (const { value } of 'selectItems' in item ? item.selectItems : []) {
        expect(configGuard.parse({ ...config, [item.key]: value })).toMatchObject({
          [item.key]: value,
        });
      }
    }
  });

  it('tells which scope to choose when WeChat refuses the default one', async () => {
    const { metadata } = await connectorWith();
    const scope = metadata.formItems?.find(({ key }) => key === 'scope');

    expect(scope).toMatchObject({
      defaultValue: 'snsapi_userinfo',
      selectItems: [
        { value: 'snsapi_userinfo' },
        { value: 'snsapi_base' },
        {
          value: 'snsapi_login',
          title: expect.stringContaining('Scope 参数错误或没有 Scope 权限') as string,
        },
      ],
    });
  });
});

describe('metadata', () => {
  it('says something in each language and beside each field', async () => {
    const { metadata } = await connectorWith();
    const items = metadata.formItems ?? [];
    const texts = [
      metadata.logo,
      metadata.readme,
      ...Object.values(metadata.name),
      ...Object.values(metadata.description),
      ...items.flatMap(({ label, description }) => [label, description]),
      ...items.flatMap((item) => ('placeholder' in item ? item.placeholder : 'none')),
      ...items.flatMap((item): unknown[] =>
        'selectItems' in item
          ? item.selectItems.map((choice) => ('title' in choice ? choice.title : undefined))
          : []
      ),
    ];

    // The languages of Logto's sign-in page; that they are all there is tested on a host.
    expect(Object.keys(metadata.name).length).toBeGreaterThan(20);
    expect(Object.keys(metadata.description)).toEqual(Object.keys(metadata.name));
    expect(texts.filter((text) => typeof text !== 'string' || text.trim() === '')).toEqual([]);
  });

  it('leaves out the languages that the host does not know', async () => {
    const { z } = await import('zod');

    vi.resetModules();
    vi.doMock('@logto/connector-kit', async (importOriginal) => ({
      ...(await importOriginal<object>()),
      i18nPhrasesGuard: z.object({ en: z.string(), de: z.string().optional() }).strict(),
    }));

    try {
      const { default: createConnectorForOldHost } = await import('./index.js');
      const { metadata } = await createConnectorForOldHost({ getConfig: async () => config });

      expect(Object.keys(metadata.name)).toEqual(['en', 'de']);
      expect(Object.keys(metadata.description)).toEqual(['en', 'de']);
    } finally {
      vi.doUnmock('@logto/connector-kit');
      vi.resetModules();
    }
  });

  it('lets the admin choose between two languages of the page', async () => {
    const { metadata } = await connectorWith();

    expect(metadata.formItems?.find(({ key }) => key === 'lang')).toMatchObject({
      selectItems: [{ value: 'cn' }, { value: 'en' }],
    });
  });
});

describe('configuration', () => {
  it('is used trimmed, blanks and unknown keys left out', async () => {
    const stored = {
      clientId: ` ${clientId}\n`,
      clientSecret: `\t${clientSecret} `,
      scope: '  ',
      lang: '',
      appName: 'ignored',
    };
    const { searchParams } = new URL(await authorizationUri(stored));

    expect([...searchParams.keys()]).not.toContain('lang');
    expect(searchParams.get('appid')).toBe(clientId);
    expect(searchParams.get('scope')).toBe('snsapi_userinfo');

    nock(api)
      .get(tokenPath)
      .query({ appid: clientId, secret: clientSecret, code, grant_type: 'authorization_code' })
      .reply(200, { ...tokenAnswer, scope: 'snsapi_base' });
    await signIn({ code }, stored);
  });

  it.each([
    ['clientId', { clientSecret }],
    ['clientId', { clientId: ' ', clientSecret }],
    ['clientId', { clientId: 42, clientSecret }],
    ['clientSecret', { clientId }],
    ['clientSecret', { clientId, clientSecret: '' }],
    ['clientSecret', { clientId, clientSecret: [clientSecret] }],
    ['scope', { ...config, scope: [clientSecret] }],
    ['lang', { ...config, lang: 'fr' }],
    ['lang', { ...config, lang: clientSecret }],
    ['isInAppSignInEnabled', { ...config, isInAppSignInEnabled: clientSecret }],
    ['officialAccountClientId', { ...inAppConfig, officialAccountClientId: ' ' }],
    ['officialAccountClientId', { ...inAppConfig, officialAccountClientId: 7 }],
    ['officialAccountClientSecret', { ...inAppConfig, officialAccountClientSecret: undefined }],
    ['object', null],
    ['object', clientSecret],
  ])('names %s in %j', async (name, stored) => {
    const { configGuard } = await connectorWith();
    const errors = [
      await failureOf(authorizationUri(stored)),
      await failureOf(signIn({ code }, stored)),
      // What the host does when the admin saves.
      await failureOf(
        (async () => {
          validateConfig(stored, configGuard);
        })()
      ),
    ];

    for (const { code, data } of errors) {
      expect(code).toBe(ConnectorErrorCodes.InvalidConfig);
      expect(JSON.stringify(data)).toContain(name);
    }
  });
});

it.each([
  ['clientId is required; clientSecret is required', {}],
  ['clientId is required', { ...config, clientId: ' ' }],
  ['clientSecret must be text', { ...config, clientSecret: 42 }],
  ['lang must be cn or en', { ...config, lang: 'fr' }],
  ['isInAppSignInEnabled must be on or off', { ...config, isInAppSignInEnabled: 'true' }],
  ['isInAppSignInEnabled must be on or off', { ...config, isInAppSignInEnabled: 1 }],
  [
    'officialAccountClientId is required; officialAccountClientSecret is required',
    { ...config, isInAppSignInEnabled: true },
  ],
])('a wrong configuration is told as “%s”', async (words, stored) => {
  const { data } = await failureOf(authorizationUri(stored));

  expect(data).toEqual({
    errorDescription: `The connector's configuration is not valid: ${words}`,
  });
});

describe('getAuthorizationUri', () => {
  it('is exactly what WeChat wants', async () => {
    await expect(authorizationUri({ ...config, clientId: '<app-id>' })).resolves.toBe(
      'https://open.weixin.qq.com/connect/qrconnect?appid=%3Capp-id%3E&redirect_uri=http%3A%2F%2Flocalhost%3A3001%2Fcallback&response_type=code&scope=snsapi_userinfo&state=some_state'
    );
  });

  it.each([null, undefined, ' '])(
    'leaves the page language to WeChat when it is %j',
    async (lang) => {
      await expect(authorizationUri({ ...config, lang })).resolves.toMatch(/&state=some_state$/);
    }
  );

  it.each(['en', ' cn\n'])('ends with the page language %j', async (lang) => {
    await expect(authorizationUri({ ...config, lang })).resolves.toMatch(
      new RegExp(`&state=some_state&lang=${lang.trim()}$`)
    );
  });

  it.each([
    ['snsapi_login', undefined, 'snsapi_login'],
    ['snsapi_login', 'snsapi_base', 'snsapi_base'],
    ['snsapi_login', ' ', 'snsapi_login'],
    ['snsapi_base  snsapi_userinfo', undefined, 'snsapi_base,snsapi_userinfo'],
    ['snsapi_base, snsapi_userinfo,\n', undefined, 'snsapi_base,snsapi_userinfo'],
    ['snsapi_base\r\nsnsapi_userinfo', undefined, 'snsapi_base,snsapi_userinfo'],
    [undefined, 'snsapi_base snsapi_login', 'snsapi_base,snsapi_login'],
    [' , ', undefined, 'snsapi_userinfo'],
  ])('configured scope %j, host scope %j: %s', async (configured, scope, expected) => {
    const uri = new URL(await authorizationUri({ ...config, scope: configured }, { scope }));

    expect(uri.searchParams.get('scope')).toBe(expected);
  });

  it.each([
    'https://example.com/callback?from=/a b&to=%2F',
    'https://example.com/100%/回调#片段',
    'https://example.com/?a=1&state=other&appid=wx',
  ])('encodes %s once', async (redirectUri) => {
    const state = 'a+b &=%25状态';
    const { searchParams, hash } = new URL(await authorizationUri(config, { redirectUri, state }));

    expect(searchParams.get('redirect_uri')).toBe(redirectUri);
    expect(searchParams.getAll('state')).toEqual([state]);
    expect(searchParams.getAll('appid')).toEqual([clientId]);
    expect(hash).toBe('');
  });
});

describe('a host that asks for the impossible', () => {
  it.each([{ headers: null }, { headers: { userAgent: ['x'] } }, { scope: 3 }, { state: 7 }])(
    'gets the QR code in spite of %j',
    async (request) => {
      await expect(authorizationUri(config, request as object)).resolves.toContain(
        '/connect/qrconnect?'
      );
    }
  );

  it('gets nothing in the place of what is no text', async () => {
    const { searchParams } = new URL(
      await authorizationUri(config, { state: 7, redirectUri: null } as object)
    );

    expect(searchParams.get('state')).toBe('');
    expect(searchParams.get('redirect_uri')).toBe('');
  });
});

describe('a polluted Object.prototype', () => {
  const pollute = (fields: object) => {
    for (const [key, value] of Object.entries(fields)) {
      Object.defineProperty(Object.prototype, key, { value, configurable: true, writable: true });
    }

    return () => {
      for (const key of Object.keys(fields)) {
        // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- This restores it.
        delete (Object.prototype as Record<string, unknown>)[key];
      }
    };
  };

  it('adds nothing to the authorization URL', async () => {
    const restore = pollute({ scope: 'snsapi_base', lang: 'en' });

    try {
      const { searchParams } = new URL(await authorizationUri());

      expect(searchParams.get('scope')).toBe('snsapi_userinfo');
      expect(searchParams.has('lang')).toBe(false);
    } finally {
      restore();
    }
  });

  it('makes no failure of an answer, and no answer of a failure', async () => {
    const restore = pollute({ failure: 'polluted', error: null, data: null });

    try {
      replyToToken({ ...tokenAnswer, scope: 'snsapi_base' });
      await expect(signIn()).resolves.toMatchObject({ id: unionid });

      for (const host of [api, recoveryApi]) {
        nock(host).get('/sns/oauth2/refresh_token').query(true).replyWithError('refused');
      }

      expect((await failureOf(refresh(inAppConfig))).code).toBe(ConnectorErrorCodes.General);
    } finally {
      restore();
    }
  });

  it('is no configuration and no code', async () => {
    const restore = pollute({ ...config, code });
    const errors: ConnectorError[] = [];

    try {
      errors.push(await failureOf(authorizationUri({})), await failureOf(signIn({})));
    } finally {
      restore();
    }

    expect(errors.map(({ code }) => code)).toEqual([
      ConnectorErrorCodes.InvalidConfig,
      ConnectorErrorCodes.AuthorizationFailed,
    ]);
  });
});

describe('getUserInfo', () => {
  it('makes two requests and returns who signed in', async () => {
    nock(api)
      .get(tokenPath)
      .query({ appid: clientId, secret: clientSecret, code, grant_type: 'authorization_code' })
      .reply(200, tokenAnswer);
    nock(api)
      .get(userInfoPath)
      .query({ access_token: accessToken, openid })
      .reply(200, userInfoAnswer);

    const user = await signIn();

    expect(user).toEqual({
      id: unionid,
      name: '小明',
      avatar: userInfoAnswer.headimgurl,
      rawData: userInfoAnswer,
    });
    expect(socialUserInfoGuard.parse(user)).toEqual(user);
    expect(JSON.stringify(user)).not.toContain(accessToken);
  });

  it.each(['snsapi_base', 'snsapi_base,'])(
    'with %s makes one request and returns the id only',
    async (scope) => {
      replyToToken({ ...tokenAnswer, scope });

      await expect(signIn()).resolves.toEqual({
        id: unionid,
        rawData: { openid, unionid, scope: 'snsapi_base' },
      });
    }
  );

  it('with snsapi_base and no unionid returns the openid', async () => {
    replyToToken({ ...tokenAnswer, scope: 'snsapi_base', unionid: '' });

    await expect(signIn()).resolves.toEqual({
      id: openid,
      rawData: { openid, scope: 'snsapi_base' },
    });
  });

  it.each([undefined, '', 'snsapi_login', 'snsapi_login,', 'snsapi_base,snsapi_userinfo,'])(
    'asks for the user info when the granted scope is %j',
    async (scope) => {
      replyToToken({ ...tokenAnswer, scope });
      replyToUserInfo(userInfoAnswer);

      await expect(signIn()).resolves.toMatchObject({ name: '小明' });
    }
  );

  it.each([
    ['unionid of the user info', unionid, { unionid: 'other' }, {}],
    ['unionid of the token', unionid, {}, { unionid: undefined }],
    ['unionid of the token', unionid, {}, { unionid: '' }],
    ['unionid of the token', unionid, {}, { unionid: null }],
    ['unionid of the token', unionid, {}, { unionid: ' ' }],
    ['openid', openid, { unionid: '' }, { unionid: '' }],
    ['openid', openid, { unionid: undefined }, { unionid: undefined, openid: undefined }],
  ])('takes the %s as id', async (_, id, token, userInfo) => {
    replyToToken({ ...tokenAnswer, ...token });
    replyToUserInfo({ ...userInfoAnswer, ...userInfo });

    await expect(signIn()).resolves.toMatchObject({ id });
  });

  it.each([
    ['  Ann Lee ', 'Ann Lee'],
    ['A\u0007n\u0085n\u007F', 'Ann'],
    ['\u007F Ann \u007F', 'Ann'],
    ['👩‍👩‍👧 é', '👩‍👩‍👧 é'],
    [' \u0001 ', undefined],
    ['', undefined],
    [null, undefined],
    [7, undefined],
  ])('nickname %j becomes name %j', async (nickname, name) => {
    replyToToken(tokenAnswer);
    replyToUserInfo({ ...userInfoAnswer, nickname });

    expect((await signIn()).name).toBe(name);
  });

  it('survives raw control characters in the JSON', async () => {
    replyToToken(tokenAnswer);
    replyToUserInfo(`{\r\n\t"openid": "${openid}", "nickname": "To\u0000m\u0008\n"}`);

    await expect(signIn()).resolves.toMatchObject({ name: 'Tom' });
  });

  it('keeps from rawData what PostgreSQL cannot store', async () => {
    replyToToken(tokenAnswer);
    replyToUserInfo(`{"openid": "${openid}", "nickname": "T\\u0000om \\ud83d"}`);

    await expect(signIn()).resolves.toMatchObject({
      name: 'Tom \uFFFD',
      rawData: { openid, nickname: 'Tom \uFFFD' },
    });
  });

  it('keeps from the names in rawData what PostgreSQL cannot store, and __proto__', async () => {
    replyToToken(tokenAnswer);
    replyToUserInfo(
      `{"openid": "${openid}", "a\\u0000b": {"\\ud83d": 1}, "__proto__": {"nickname": "Eve"}}`
    );

    const user = await signIn();

    expect(JSON.stringify(user)).toBe(
      JSON.stringify({ id: unionid, rawData: { openid, ab: { '\uFFFD': 1 } } })
    );
    expect(user.name).toBeUndefined();
  });

  it('blanks what repeats a secret', async () => {
    replyToToken(tokenAnswer);
    replyToUserInfo({
      ...userInfoAnswer,
      unionid: accessToken,
      nickname: `I am ${encodeURIComponent(refreshToken)}`,
      headimgurl: `https://wx.qlogo.cn/0?${new URLSearchParams({ accessToken }).toString()}`,
      secret: clientSecret,
      more: [{ [clientSecret]: clientSecret }],
    });

    const user = await signIn();

    expect(user).toEqual({
      id: unionid,
      rawData: {
        ...userInfoAnswer,
        unionid: '',
        nickname: '',
        headimgurl: '',
        secret: '',
        more: [{ '': '' }],
      },
    });
  });

  it.each(['\u0001', '\u0085'])('blanks a secret that %j hides', async (control) => {
    replyToToken(tokenAnswer);
    replyToUserInfo({ ...userInfoAnswer, nickname: Array.from(accessToken).join(control) });

    const user = await signIn();

    expect(user.name).toBeUndefined();
    expect(user.rawData).toMatchObject({ nickname: '' });
  });

  it('blanks tokens that do not belong into the user info', async () => {
    const tokens = { access_token: '99_another_token', refresh_token: '99_and_another' };

    replyToToken(tokenAnswer);
    replyToUserInfo({ ...userInfoAnswer, ...tokens, nickname: tokens.access_token });

    await expect(signIn()).resolves.toEqual({
      id: unionid,
      avatar: userInfoAnswer.headimgurl,
      rawData: { ...userInfoAnswer, nickname: '', access_token: '', refresh_token: '' },
    });
  });

  it('takes an answer of 32 levels', async () => {
    replyToToken(tokenAnswer);
    replyToUserInfo(`{"openid": "${openid}", "deep": ${'['.repeat(31)}${']'.repeat(31)}}`);

    await expect(signIn()).resolves.toMatchObject({ id: unionid, rawData: { openid } });
  });

  it.each([
    ['http://thirdwx.qlogo.cn/mmopen/abc/0', 'https://thirdwx.qlogo.cn/mmopen/abc/0'],
    ['HTTP://wx.qlogo.cn/0', 'https://wx.qlogo.cn/0'],
    ['https://wx.qlogo.cn/0?http://', 'https://wx.qlogo.cn/0?http://'],
    ['javascript:alert(1)', undefined],
    ['javascript:https:', undefined],
    ['//wx.qlogo.cn/0', undefined],
    ['http://', undefined],
    ['http:relative', undefined],
    ['ftp://wx.qlogo.cn/http://', undefined],
    ['', undefined],
    [undefined, undefined],
    [{}, undefined],
  ])('headimgurl %j becomes avatar %j', async (headimgurl, avatar) => {
    replyToToken(tokenAnswer);
    replyToUserInfo({ ...userInfoAnswer, headimgurl });

    expect((await signIn()).avatar).toBe(avatar);
  });

  it.each([0, '0', '', null])('takes errcode %j for a success', async (errcode) => {
    replyToToken({ ...tokenAnswer, errcode, errmsg: 'ok' });
    replyToUserInfo({ ...userInfoAnswer, errcode });

    await expect(signIn()).resolves.toMatchObject({ id: unionid });
  });

  it('knows an openid by what is in it, white space apart', async () => {
    replyToToken({ ...tokenAnswer, openid: ` ${openid}`, unionid: undefined });
    replyToUserInfo({ ...userInfoAnswer, openid: `${openid} `, unionid: undefined });

    await expect(signIn()).resolves.toMatchObject({ id: openid });
  });
});

describe('what goes wrong', () => {
  it.each([{}, { code: '' }, { code: [code] }, { state: 'some_state' }, null, undefined, code])(
    'refusal: callback %j',
    async (callback) => {
      const error = await failureOf(signIn(callback ?? null));

      expect(error.code).toBe(ConnectorErrorCodes.AuthorizationFailed);
      expect(error.data).toEqual({ message: expect.stringMatching(/refused/) as string });
    }
  );

  it.each([40029, 40163, 42003, 41008])('token call: %i is a bad code', async (errcode) => {
    replyToToken({ errcode, errmsg: 'invalid code, rid: 6' });

    await expect(failureOf(signIn())).resolves.toMatchObject({
      code: ConnectorErrorCodes.SocialAuthCodeInvalid,
      data: { message: 'invalid code, rid: 6' },
    });
  });

  it.each([
    [40013, 'Client ID'],
    [41002, 'Client ID'],
    [40125, 'Client Secret'],
    [41004, 'Client Secret'],
    [40001, 'Client Secret'],
  ])('token call: %i says to check the %s', async (errcode, setting) => {
    replyToToken({ errcode, errmsg: 'invalid' });

    const error = await failureOf(signIn());

    expect(error.code).toBe(ConnectorErrorCodes.InvalidConfig);
    expect(error.data).toEqual({
      errorDescription: expect.stringMatching(`${setting}.*invalid`) as string,
      errcode,
    });
  });

  it.each([40001, 40014, 41001, 42001])('userinfo: %i is a bad token', async (errcode) => {
    replyToToken(tokenAnswer);
    replyToUserInfo({ errcode, errmsg: 'invalid credential' });

    await expect(failureOf(signIn())).resolves.toMatchObject({
      code: ConnectorErrorCodes.SocialAccessTokenInvalid,
      data: { message: 'invalid credential' },
    });
  });

  it('token call: HTTP 401 is general', async () => {
    replyToToken('', 401);

    const error = await failureOf(signIn());

    expect(error.code).toBe(ConnectorErrorCodes.General);
    expect(error.data).toMatchObject({ status: 401 });
  });

  it.each([
    ['ECONNRESET', { cause: Object.assign(new Error('LEAK'), { code: 'ECONNRESET' }) }],
    ['network error', { cause: new Error('LEAK') }],
    ['network error', { cause: { code: 'LEAK' } }],
    ['network error', { cause: Object.assign(new Error('LEAK'), { code: 7 }) }],
    ['network error', {}],
  ])('a broken connection is told as %s', async (words, options) => {
    const fetch = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('LEAK', options));
    const error = await failureOf(signIn());

    fetch.mockRestore();
    expect(error.code).toBe(ConnectorErrorCodes.General);
    expect(error.data).toEqual({
      errorDescription: `WeChat could not be reached (api.weixin.qq.com: ${words}). Please try again.`,
    });
  });

  it('gives the first try the larger share of the time, and leaves nothing behind', async () => {
    const asked: Request[] = [];
    const { fetch } = globalThis;

    globalThis.fetch = async (input, init) => {
      asked.push(new Request(input, init));

      return new Promise(() => undefined);
    };
    vi.useFakeTimers();

    try {
      const ended = vi.fn();
      const failure = failureOf(signIn()).finally(ended);

      await vi.advanceTimersByTimeAsync(3199);
      expect(asked).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(1);
      expect(asked.map(({ url }) => new URL(url).origin)).toEqual([api, recoveryApi]);
      expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false]);
      await vi.advanceTimersByTimeAsync(1599);
      expect(ended).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect((await failure).data).toEqual({
        errorDescription: 'WeChat did not answer in time (api.weixin.qq.com). Please try again.',
      });
      expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, true]);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
      globalThis.fetch = fetch;
    }
  });

  it('gives a body the time that the headers have left, and closes it', async () => {
    const closed: string[] = [];
    const fetch = vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
      await new Promise((resolve) => setTimeout(resolve, 1000));

      return new Response(
        new ReadableStream({
          start: (controller) => {
            controller.enqueue(Buffer.from('{'));
          },
          cancel: () => {
            closed.push(new URL((input as Request).url).origin);
          },
        })
      );
    });

    vi.useFakeTimers();

    try {
      const ended = vi.fn();
      const failure = failureOf(signIn()).finally(ended);

      await vi.advanceTimersByTimeAsync(3199);
      expect(closed).toEqual([]);
      await vi.advanceTimersByTimeAsync(1);
      expect(closed).toEqual([api]);
      await vi.advanceTimersByTimeAsync(1599);
      expect(ended).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect((await failure).data).toEqual({
        errorDescription: 'WeChat did not answer in time (api.weixin.qq.com). Please try again.',
      });
      expect(closed).toEqual([api, recoveryApi]);
    } finally {
      vi.useRealTimers();
      fetch.mockRestore();
    }
  });

  it.each([
    [404, 10, 1],
    [503, 10, 2],
    [200, 65_537, 1],
  ])(
    'closes the body of HTTP %i with %i bytes that it does not read',
    async (status, size, tries) => {
      const cancel = vi.fn();
      const fetch = vi.spyOn(globalThis, 'fetch').mockImplementation(
        async () =>
          new Response(
            new ReadableStream({
              start: (controller) => {
                controller.enqueue(Buffer.alloc(size, ' '));
              },
              cancel,
            }),
            { status }
          )
      );

      await failureOf(signIn());
      fetch.mockRestore();
      expect(cancel).toHaveBeenCalledTimes(tries);
    }
  );

  it('leaves no timer behind after a sign-in', async () => {
    const fetch = vi
      .spyOn(globalThis, 'fetch')
      .mockImplementation(async () => Response.json({ ...tokenAnswer, ...userInfoAnswer }));

    vi.useFakeTimers();

    try {
      await signIn();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
      fetch.mockRestore();
    }
  });

  it.each('+/~=%&!*._- '.split(''))(
    'knows a secret with “%s” in every spelling',
    async (character) => {
      const secret = `the${character}secret`;
      const encoded = encodeURIComponent(secret);
      const form = new URLSearchParams({ secret }).toString().replace('secret=', '');
      const spelled = [secret, encoded, form, ...[encoded, form].map(encodeURIComponent)];

      replyToToken({ errcode: 99_999, errmsg: spelled.join() });

      const { data } = await failureOf(signIn({ code }, { ...config, clientSecret: secret }));

      expect(data?.errorDescription).toBe('***,***,***,***,***');
    }
  );

  it('userinfo: HTTP 401 is a bad token', async () => {
    replyToToken(tokenAnswer);
    replyToUserInfo('{"errmsg":"not read"}', 401);

    const error = await failureOf(signIn());

    expect(error.code).toBe(ConnectorErrorCodes.SocialAccessTokenInvalid);
    expect(error.data).toBeUndefined();
  });

  describe.each(['token call', 'userinfo'])('%s', (call) => {
    const reply = call === 'userinfo' ? replyToUserInfo : replyToToken;
    const path = call === 'userinfo' ? userInfoPath : tokenPath;
    const goodAnswer = call === 'userinfo' ? userInfoAnswer : tokenAnswer;

    beforeEach(() => {
      if (call === 'userinfo') {
        replyToToken(tokenAnswer);
      }
    });

    it.each([
      [45009, ConnectorErrorCodes.RateLimitExceeded],
      [45011, ConnectorErrorCodes.RateLimitExceeded],
      [50001, ConnectorErrorCodes.AuthorizationFailed],
      [50002, ConnectorErrorCodes.AuthorizationFailed],
      [48001, ConnectorErrorCodes.General],
      [40003, ConnectorErrorCodes.General],
      [99999, ConnectorErrorCodes.General],
    ])('errcode %i is %s', async (errcode, expected) => {
      reply({ errcode, errmsg: 'some reason' });

      const error = await failureOf(signIn());

      expect(error.code).toBe(expected);
      expect(error.data).toEqual({ errorDescription: 'some reason', errcode });
    });

    it('an errcode of digits counts as the number', async () => {
      reply({ errcode: '45009', errmsg: 'quota' });

      const error = await failureOf(signIn());

      expect(error.code).toBe(ConnectorErrorCodes.RateLimitExceeded);
      expect(error.data).toEqual({ errorDescription: 'quota', errcode: 45_009 });
    });

    it.each(['x45009', '45009x', '1'.repeat(16)])('an errcode %j is no number', async (errcode) => {
      reply({ errcode, errmsg: 'quota' });

      const error = await failureOf(signIn());

      expect(error.code).toBe(ConnectorErrorCodes.InvalidResponse);
      expect(error.data?.errorDescription).toContain('errcode');
    });

    it('an error without errmsg still has a description', async () => {
      reply({ errcode: 48_001 });

      const error = await failureOf(signIn());

      expect(error.data).toEqual({ errorDescription: 'error 48001', errcode: 48_001 });
    });

    it('errmsg is cut at 200 characters', async () => {
      reply({ errcode: 99_999, errmsg: '错'.repeat(300) });

      const { data } = await failureOf(signIn());

      expect(data).toMatchObject({ errorDescription: '错'.repeat(200) });
    });

    it('errmsg is not cut through a surrogate pair', async () => {
      reply({ errcode: 99_999, errmsg: `${'x'.repeat(199)}🌈` });

      const { data } = await failureOf(signIn());

      expect(data).toMatchObject({ errorDescription: `${'x'.repeat(199)}\uFFFD` });
    });

    it('an errmsg of question marks does not stop the process', async () => {
      reply({ errcode: 99_999, errmsg: '?'.repeat(65_000) });

      const { data } = await failureOf(signIn());

      expect(data).toMatchObject({ errorDescription: '?'.repeat(200) });
    });

    it('errmsg does not repeat the secrets of the request', async () => {
      nock(api)
        .get(path)
        .query(true)
        .reply(200, (uri) => {
          const { href, search, searchParams } = new URL(uri, api);
          const values = [...searchParams.values()].join(' ');

          return { errcode: 99_999, errmsg: `bad ${values} ${search.replace('?', '')} ${href}` };
        });

      // That no secret is in it is checked in failureOf, as for every error.
      const { data } = await failureOf(signIn());

      expect(data?.errorDescription).toMatch(/^bad .*\*\*\*.* https:\/\/api.*\?\*\*\*$/);
    });

    it.each([
      [
        'see https://wx.example.com/help?a=b&c=d for help',
        'see https://wx.example.com/help?*** for help',
      ],
      ['really? yes=no', 'really? yes=no'],
      ['see HTTP://wx.example.com/help?plain', 'see HTTP://wx.example.com/help?***'],
      ['see weixin://dl/help?plain', 'see weixin://dl/help?***'],
      ['what??ab=cd&e=f', 'what??***'],
    ])('errmsg %j becomes %j', async (errmsg, expected) => {
      reply({ errcode: 99_999, errmsg });

      const { data } = await failureOf(signIn());

      expect(data).toMatchObject({ errorDescription: expected });
    });

    it('errmsg may hold words as short as a code of 7 characters, but not of 8', async () => {
      reply({ errcode: 99_999, errmsg: 'invalid, invalid8' });

      const first = await signIn({ code: 'invalid' }).catch((error: unknown) => error);

      reply({ errcode: 99_999, errmsg: 'invalid, invalid8' });
      if (call === 'userinfo') {
        replyToToken(tokenAnswer);
      }

      const second = await signIn({ code: 'invalid8' }).catch((error: unknown) => error);

      expect(first).toMatchObject({ data: { errorDescription: 'invalid, invalid8' } });
      expect(second).toMatchObject({ data: { errorDescription: 'invalid, ***' } });
    });

    it('errmsg repeats no secret at all', async () => {
      const secrets = [clientSecret, code, accessToken, refreshToken];
      const spelled = secrets.flatMap((secret) => [
        secret,
        encodeURIComponent(secret),
        encodeURIComponent(secret).replaceAll(/%../g, (hex) => hex.toLowerCase()),
      ]);

      reply({ ...tokenAnswer, errcode: 99_999, errmsg: spelled.join() });

      const { data } = await failureOf(signIn());

      expect(data?.errorDescription).toBe(Array(12).fill('***').join());
    });

    it.each([
      [clientSecret, Array.from(clientSecret).join('\u0085')],
      ['with\u0085control', 'with\u0085control'],
    ])('secret %j is not repeated as %j', async (secret, repeated) => {
      reply({ errcode: 99_999, errmsg: `bad ${repeated} secret` });

      const { data } = await failureOf(signIn({ code }, { ...config, clientSecret: secret }));

      expect(data?.errorDescription).toBe('bad *** secret');
    });

    it('errmsg repeats no URL with a query, and keeps a question', async () => {
      reply({ errcode: 99_999, errmsg: 'Really? See https://example.com/p?061plain and try' });

      const { data } = await failureOf(signIn());

      expect(data?.errorDescription).toBe('Really? See https://example.com/p?*** and try');
    });

    it('a secret that begins with another one does not show its rest', async () => {
      reply({
        errcode: 99_999,
        errmsg: 'bad 86_abcdefghTHEREST',
        access_token: '86_abcdefgh',
        refresh_token: '86_abcdefghTHEREST',
      });

      const { data } = await failureOf(signIn());

      expect(data?.errorDescription).toBe('bad ***');
    });

    it('no answer of the recovery domain makes the first answer stand', async () => {
      reply({ errcode: -1, errmsg: 'system error' });
      nock(recoveryApi).get(path).query(true).replyWithError('refused');

      const error = await failureOf(signIn());

      expect(error.code).toBe(ConnectorErrorCodes.General);
      expect(error.data).toEqual({ errorDescription: 'system error', errcode: -1 });
    });

    it('HTTP 429 is a rate limit', async () => {
      reply('', 429);

      const error = await failureOf(signIn());

      expect(error.code).toBe(ConnectorErrorCodes.RateLimitExceeded);
      expect(error.data).toEqual({ errorDescription: expect.stringMatching(/\w/) as string });
    });

    it.each([201, 204, 302, 400, 404])('HTTP %i is general, asked once', async (status) => {
      nock(api)
        .get(path)
        .query(true)
        // Should it be followed, it would be answered.
        .reply(status, status === 204 ? '' : goodAnswer, { location: `${recoveryApi}${path}` });

      const error = await failureOf(signIn());

      expect(error.code).toBe(ConnectorErrorCodes.General);
      expect(error.data).toEqual({
        errorDescription: expect.stringContaining(String(status)) as string,
        status,
      });
    });

    it.each([
      '',
      'LEAK',
      '<html>LEAK</html>',
      '["LEAK"]',
      '"LEAK"',
      'null',
      '42',
      '{"openid":"LEAK',
    ])('%j is an invalid response', async (body) => {
      reply(body);

      const error = await failureOf(signIn());

      expect(error.code).toBe(ConnectorErrorCodes.InvalidResponse);
      expect(error.data).toEqual({
        errorDescription: `WeChat's answer (${path}) is not as expected: not a JSON object`,
      });
      expect(inspect(error)).not.toContain('LEAK');
    });

    it('an answer of more than 64 KiB is an invalid response', async () => {
      reply(JSON.stringify({ ...goodAnswer, rest: ' '.repeat(65_536) }));

      const error = await failureOf(signIn());

      expect(error.code).toBe(ConnectorErrorCodes.InvalidResponse);
    });

    it('an answer of 64 KiB is read', async () => {
      const size = Buffer.byteLength(JSON.stringify({ ...goodAnswer, rest: '' }));

      reply(JSON.stringify({ ...goodAnswer, rest: ' '.repeat(65_536 - size) }));
      if (call === 'token call') {
        replyToUserInfo(userInfoAnswer);
      }

      await expect(signIn()).resolves.toMatchObject({ id: unionid });
    });

    // The host gives rawData to the kit's guard, whose recursion ends at some thousand levels.
    it.each([33, 2000])('an answer %i levels deep is an invalid response', async (depth) => {
      const rest = `"deep":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}`;

      reply(JSON.stringify(goodAnswer).replace(/\}$/, `,${rest}}`));

      const error = await failureOf(signIn());

      expect(error.code).toBe(ConnectorErrorCodes.InvalidResponse);
    });

    it.each([
      ['errcode', { errcode: 'none' }],
      ['errcode', { errcode: [0] }],
      ['errcode', { errcode: 40_029.5 }],
      ['unionid', { unionid: 12 }],
      ['openid', { openid: { $oid: openid } }],
    ])('names the field %s in %j', async (field, fields) => {
      reply({ ...goodAnswer, ...fields });

      const error = await failureOf(signIn());

      expect(error.code).toBe(ConnectorErrorCodes.InvalidResponse);
      expect(error.data?.errorDescription).toContain(field);
    });

    it('tries the recovery domain after HTTP 5xx', async () => {
      reply('', 503);
      nock(recoveryApi)
        .get(path)
        .query((query) => 'secret' in query || 'access_token' in query)
        .reply(200, goodAnswer);
      if (call === 'token call') {
        replyToUserInfo(userInfoAnswer);
      }

      await expect(signIn()).resolves.toMatchObject({ id: unionid, name: '小明' });
    });

    it('tries the recovery domain after errcode -1', async () => {
      reply({ errcode: -1, errmsg: 'system error' });
      reply(goodAnswer, 200, recoveryApi);
      if (call === 'token call') {
        replyToUserInfo(userInfoAnswer);
      }

      await expect(signIn()).resolves.toMatchObject({ id: unionid, name: '小明' });
    });

    it('an errcode -1 that stays is general', async () => {
      reply({ errcode: -1, errmsg: 'system error' });
      reply({ errcode: -1, errmsg: 'system error' }, 200, recoveryApi);

      const error = await failureOf(signIn());

      expect(error.code).toBe(ConnectorErrorCodes.General);
      expect(error.data).toEqual({ errorDescription: 'system error', errcode: -1 });
    });

    it('an HTTP 5xx that stays is general', async () => {
      reply('', 500);
      reply('', 502, recoveryApi);

      const error = await failureOf(signIn());

      expect(error.code).toBe(ConnectorErrorCodes.General);
      expect(error.data).toMatchObject({ status: 502 });
    });
  });

  it.each([
    ['access_token', { access_token: undefined }],
    ['access_token', { access_token: '' }],
    ['access_token', { access_token: 1 }],
    ['openid', { openid: undefined }],
    ['openid', { openid: '' }],
    ['openid', { openid: '  ' }],
  ])('token call: %s is needed, got %j', async (field, fields) => {
    replyToToken({ ...tokenAnswer, ...fields });

    const error = await failureOf(signIn());

    expect(error.code).toBe(ConnectorErrorCodes.InvalidResponse);
    expect(error.data?.errorDescription).toContain(field);
  });

  it('userinfo: the openid of somebody else', async () => {
    replyToToken(tokenAnswer);
    replyToUserInfo({ ...userInfoAnswer, openid: 'oSomebodyElse' });

    const error = await failureOf(signIn());

    expect(error.code).toBe(ConnectorErrorCodes.InvalidResponse);
    expect(error.data?.errorDescription).toContain('openid');
  });
});

describe('a page in snapshot mode', () => {
  it.each([1, '1', true, 'yes', {}])('is never signed in: %j', async (is_snapshotuser) => {
    replyToToken({ ...tokenAnswer, is_snapshotuser });

    const error = await failureOf(signIn());

    expect(error.code).toBe(ConnectorErrorCodes.AuthorizationFailed);
    expect(error.data?.errorDescription).toContain('使用完整服务');
  });

  it.each([0, '0', null, false])('is not meant by %j', async (is_snapshotuser) => {
    replyToToken({ ...tokenAnswer, is_snapshotuser, scope: 'snsapi_base' });

    await expect(signIn()).resolves.toMatchObject({ id: unionid });
  });
});

describe('inside the WeChat app', () => {
  const wechatOnPhone =
    'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/116.0.0.0 Mobile Safari/537.36 MMWEBID/1 MicroMessenger/8.0.47.2560(0x28002F35) WeChat/arm64 Weixin NetType/WIFI';
  const wechatOnComputer =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/116.0.0.0 Safari/537.36 NetType/WIFI MicroMessenger/7.0.20.1781(0x6700143B) WindowsWechat';
  const wechatWork =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 wxwork/4.1.20 MicroMessenger/7.0.1';
  const browser = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0.0.0 Safari/537.36';

  /** A host's session. */
  const createSession = () => {
    let stored: ConnectorSession | undefined;

    return {
      setSession: async (session: ConnectorSession) => {
        stored = session;
      },
      getSession: async () => {
        if (!stored) {
          throw new ConnectorError(ConnectorErrorCodes.General);
        }

        return stored;
      },
    };
  };

  const noSession = async () => {
    throw new ConnectorError(ConnectorErrorCodes.NotImplemented);
  };

  const expectTokenCall = (appid: string, secret: string, answer: object = tokenAnswer) =>
    nock(api)
      .get(tokenPath)
      .query({ appid, secret, code, grant_type: 'authorization_code' })
      .reply(200, answer);

  it.each([wechatOnPhone, wechatOnComputer])(
    'goes to the official account: %s',
    async (userAgent) => {
      const { setSession } = createSession();

      await expect(
        authorizationUri(inAppConfig, { headers: { userAgent } }, setSession)
      ).resolves.toBe(
        `https://open.weixin.qq.com/connect/oauth2/authorize?appid=${officialAccountClientId}&redirect_uri=http%3A%2F%2Flocalhost%3A3001%2Fcallback&response_type=code&scope=snsapi_userinfo&state=some_state#wechat_redirect`
      );
    }
  );

  it.each([wechatWork, browser, undefined])('shows the QR code to %s', async (userAgent) => {
    const { setSession } = createSession();

    await expect(
      authorizationUri(inAppConfig, { headers: { userAgent } }, setSession)
    ).resolves.toContain(`/connect/qrconnect?appid=${clientId}&`);
  });

  it('shows the QR code and leaves the session alone when switched off', async () => {
    for (const isInAppSignInEnabled of [false, '', 0, null, undefined]) {
      // That no session is touched is checked after each test.
      await expect(
        authorizationUri(
          { ...inAppConfig, isInAppSignInEnabled, officialAccountClientId: 7 },
          { headers: { userAgent: wechatOnPhone } }
        )
      ).resolves.toContain(`/connect/qrconnect?appid=${clientId}&`);
    }

    replyToToken({ ...tokenAnswer, scope: 'snsapi_base' });
    await signIn({ code }, { ...inAppConfig, isInAppSignInEnabled: false });
  });

  it.each([
    [wechatOnPhone, 'officialAccount'],
    [browser, 'website'],
  ])('remembers how a sign-in was started in %s', async (userAgent, app) => {
    const { setSession, getSession } = createSession();

    await authorizationUri(inAppConfig, { headers: { userAgent } }, setSession);
    await expect(getSession()).resolves.toEqual({ app });
  });

  it('shows the QR code where the host has no session', async () => {
    await expect(
      authorizationUri(inAppConfig, { headers: { userAgent: wechatOnPhone } }, noSession)
    ).resolves.toContain(`/connect/qrconnect?appid=${clientId}&`);
  });

  it.each([
    ['snsapi_login', 'snsapi_userinfo'],
    ['snsapi_base', 'snsapi_base'],
    ['snsapi_login,snsapi_userinfo', 'snsapi_userinfo'],
    ['snsapi_base,snsapi_login', 'snsapi_base,snsapi_userinfo'],
    ['x_snsapi_login_y', 'x_snsapi_login_y'],
  ])('scope %s becomes %s', async (configured, scope) => {
    const { setSession } = createSession();
    const uri = await authorizationUri(
      { ...inAppConfig, scope: configured, lang: 'en' },
      { headers: { userAgent: wechatOnPhone } },
      setSession
    );

    expect(new URL(uri).searchParams.get('scope')).toBe(scope);
    expect(new URL(uri).searchParams.has('lang')).toBe(false);
  });

  it('ends with the app that it was started with, as the same person', async () => {
    const { setSession, getSession } = createSession();

    await authorizationUri(inAppConfig, { headers: { userAgent: wechatOnPhone } }, setSession);
    expectTokenCall(officialAccountClientId, officialAccountClientSecret, {
      ...tokenAnswer,
      openid: 'oInTheOfficialAccount',
    });
    replyToUserInfo({ ...userInfoAnswer, openid: 'oInTheOfficialAccount' });
    const onPhone = await signIn({ code }, inAppConfig, getSession);

    await authorizationUri(inAppConfig, { headers: { userAgent: browser } }, setSession);
    expectTokenCall(clientId, clientSecret);
    replyToUserInfo(userInfoAnswer);
    const onComputer = await signIn({ code }, inAppConfig, getSession);

    expect(onPhone.id).toBe(onComputer.id);
  });

  it.each([
    ['that cannot be read', noSession],
    ['of something else', async () => ({ app: 'toaster' })],
    ['without an app', async () => ({})],
  ])('a session %s means the website', async (_, getSession) => {
    expectTokenCall(clientId, clientSecret);
    replyToUserInfo(userInfoAnswer);

    await expect(signIn({ code }, inAppConfig, getSession)).resolves.toMatchObject({ id: unionid });
  });

  it('a session of the official account means the website once switched off', async () => {
    expectTokenCall(clientId, clientSecret, { ...tokenAnswer, scope: 'snsapi_base' });

    await signIn({ code }, config, getSession);
  });

  it.each(['website', 'officialAccount'])(
    'refuses to make two users of one person: no unionid by the %s',
    async (app) => {
      const getSession = async () => ({ app });

      for (const scope of ['snsapi_userinfo', 'snsapi_base']) {
        replyToToken({ ...tokenAnswer, scope, unionid: '' });

        if (scope === 'snsapi_userinfo') {
          replyToUserInfo({ ...userInfoAnswer, unionid: undefined });
        }

        const error = await failureOf(signIn({ code }, inAppConfig, getSession));

        expect(error.code).toBe(ConnectorErrorCodes.InvalidConfig);
        expect(error.data?.errorDescription).toMatch(/Bind .* Open Platform/);
      }
    }
  );

  it('signs in with snsapi_base where WeChat gives a unionid', async () => {
    replyToToken({ ...tokenAnswer, scope: 'snsapi_base' });

    await expect(signIn({ code }, inAppConfig, noSession)).resolves.toMatchObject({ id: unionid });
  });

  it.each([
    [40013, 'Official account App ID'],
    [40125, 'Official account App Secret'],
  ])('%i says to check the %s', async (errcode, setting) => {
    replyToToken({ errcode, errmsg: 'invalid' });

    const error = await failureOf(
      signIn({ code }, inAppConfig, async () => ({ app: 'officialAccount' }))
    );

    expect(error.code).toBe(ConnectorErrorCodes.InvalidConfig);
    expect(error.data?.errorDescription).toContain(setting);
  });
});

describe('tokens kept', () => {
  const refreshPath = '/sns/oauth2/refresh_token';

  const expectRefresh = (appid: string, answer: nock.Body) =>
    nock(api)
      .get(refreshPath)
      .query({ appid, grant_type: 'refresh_token', refresh_token: refreshToken })
      .reply(200, answer);

  it('says that it can', async () => {
    const { metadata } = await connectorWith();

    expect(metadata.isTokenStorageSupported).toBe(true);
  });

  it('come with the user info, by one exchange of the code', async () => {
    replyToToken({ ...tokenAnswer, scope: 'snsapi_userinfo,' });
    replyToUserInfo(userInfoAnswer);

    const { getTokenResponseAndUserInfo } = await connectorWith();
    const result = await getTokenResponseAndUserInfo?.({ code }, getSession);

    expect(result).toEqual({
      tokenResponse: {
        access_token: accessToken,
        refresh_token: refreshToken,
        expires_in: 7200,
        scope: 'snsapi_userinfo',
      },
      userInfo: {
        id: unionid,
        name: '小明',
        avatar: userInfoAnswer.headimgurl,
        rawData: userInfoAnswer,
      },
    });
    expect(tokenResponseGuard.parse(result?.tokenResponse)).toEqual(result?.tokenResponse);
  });

  it('come with snsapi_base as well', async () => {
    replyToToken({ ...tokenAnswer, scope: 'snsapi_base', refresh_token: '', expires_in: 'soon' });

    const { getTokenResponseAndUserInfo } = await connectorWith();

    await expect(getTokenResponseAndUserInfo?.({ code }, getSession)).resolves.toEqual({
      tokenResponse: { access_token: accessToken, scope: 'snsapi_base' },
      userInfo: { id: unionid, rawData: { openid, unionid, scope: 'snsapi_base' } },
    });
  });

  it.each(['"soon"', '"-1"', '-1', '1e400', 'null'])('have no lifetime of %s', async (lifetime) => {
    expectRefresh(clientId, `{"access_token": " 99_new ", "expires_in": ${lifetime}}`);

    await expect(refresh()).resolves.toEqual({ access_token: '99_new' });
  });

  it('are refreshed, with a lifetime in seconds even if that came as text', async () => {
    expectRefresh(clientId, { ...tokenAnswer, access_token: '99_new', expires_in: '7200' });

    await expect(refresh()).resolves.toEqual({
      access_token: '99_new',
      refresh_token: refreshToken,
      expires_in: 7200,
      scope: 'snsapi_userinfo',
    });
  });

  it('of the official account are refreshed with its App ID', async () => {
    expectRefresh(clientId, { errcode: 40_030, errmsg: 'invalid refresh_token' });
    expectRefresh(officialAccountClientId, { ...tokenAnswer, access_token: '99_new' });

    await expect(refresh(inAppConfig)).resolves.toMatchObject({ access_token: '99_new' });
  });

  it('of neither app are refused', async () => {
    expectRefresh(clientId, { errcode: 40_030, errmsg: 'invalid refresh_token' });
    expectRefresh(officialAccountClientId, { errcode: 40_030, errmsg: 'not mine either' });

    await expect(failureOf(refresh(inAppConfig))).resolves.toMatchObject({
      code: ConnectorErrorCodes.SocialAccessTokenInvalid,
      data: { message: 'not mine either' },
    });
  });

  it.each([
    [40030, config],
    [41003, inAppConfig],
    [42002, inAppConfig],
  ])('%i means that the person has to sign in again', async (errcode, stored) => {
    expectRefresh(clientId, { errcode, errmsg: 'refresh_token' });

    await expect(failureOf(refresh(stored))).resolves.toMatchObject({
      code: ConnectorErrorCodes.SocialAccessTokenInvalid,
      data: { message: 'refresh_token' },
    });
  });

  it('do not come back in an error', async () => {
    for (const stored of [config, inAppConfig]) {
      expectRefresh(clientId, { errcode: 40_030, errmsg: `invalid ${refreshToken}` });

      if (stored === inAppConfig) {
        expectRefresh(officialAccountClientId, { errcode: 40_030, errmsg: `bad ${refreshToken}` });
      }

      // That the token is not in it is checked in failureOf.
      expect((await failureOf(refresh(stored))).data?.message).toContain('***');
    }
  });

  it.each([
    [40013, ConnectorErrorCodes.InvalidConfig],
    [41002, ConnectorErrorCodes.InvalidConfig],
    [45009, ConnectorErrorCodes.RateLimitExceeded],
    [40002, ConnectorErrorCodes.General],
  ])('errcode %i is %s', async (errcode, expected) => {
    expectRefresh(clientId, { errcode, errmsg: 'some reason' });

    await expect(failureOf(refresh())).resolves.toMatchObject({ code: expected });
  });

  it('fail over like every call', async () => {
    expectRefresh(clientId, { errcode: -1, errmsg: 'system error' });
    nock(recoveryApi).get(refreshPath).query(true).reply(200, { access_token: '99_new' });

    await expect(refresh()).resolves.toEqual({ access_token: '99_new' });
  });

  it('an answer without a token is an invalid response', async () => {
    expectRefresh(clientId, { openid });

    const error = await failureOf(refresh());

    expect(error.code).toBe(ConnectorErrorCodes.InvalidResponse);
    expect(error.data?.errorDescription).toContain('access_token');
  });
});
