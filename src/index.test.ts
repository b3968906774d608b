import {
  ConnectorErrorCodes,
  ConnectorType,
  socialUserInfoGuard,
  tokenResponseGuard,
  validateConfig,
} from '@logto/connector-kit';
import { describe, expect, it, vi } from 'vitest';

import { createSession, drive, noSession } from '../playground/logto/drive.js';
import {
  accessToken,
  bothConfig,
  code,
  config,
  refreshToken,
  serviceAccount,
  serviceAccountConfig,
  tokenAnswer,
  userInfoAnswer,
} from '../test/support/answers.js';
import {
  expectFailure,
  failureOf,
  refreshPath,
  reply,
  tokenPath,
  userInfoPath,
  useWechatApi,
} from '../test/support/wechat-api.js';
import createConnector from './index.js';

/** The stories of a sign-in. What a file beside this one does alone is tested beside it. */

useWechatApi();

const { authorize, signIn, signInForTokens, refresh } = drive(createConnector);

const { clientId, clientSecret } = config;
const { openid, unionid } = tokenAnswer;
const {
  AuthorizationFailed,
  General,
  InvalidConfig,
  InvalidResponse,
  RateLimitExceeded,
  SocialAccessTokenInvalid,
} = ConnectorErrorCodes;

const insideWechat = { headers: { userAgent: 'Mozilla/5.0 MicroMessenger/8.0.47' } };
const onComputer = { headers: { userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)' } };
const user = {
  id: unionid,
  name: '小明 🌈',
  avatar: 'https://thirdwx.qlogo.cn/mmopen/vi_32/ming/132',
  rawData: userInfoAnswer,
};

it('the factory makes a connector that reads its settings when it uses them', async () => {
  const getConfig = vi.fn().mockResolvedValue({ ...config, scope: 'snsapi_base' });
  const connector = await createConnector({ getConfig });

  expect(connector).toMatchObject({
    type: ConnectorType.Social,
    metadata: { id: 'wechat-website' },
  });
  expect(getConfig).not.toHaveBeenCalled();

  reply(tokenPath, tokenAnswer);
  await connector.getUserInfo({ code }, noSession);
  expect(getConfig.mock.calls).toEqual([['wechat-website']]);
});

describe('wrong settings', () => {
  it('are told alike wherever they are read', async () => {
    const stored = { ...config, clientId: ' ', lang: clientSecret };

    for (const attempt of [
      authorize(stored),
      signIn(stored, { code }),
      refresh(stored, refreshToken),
    ]) {
      await expectFailure(attempt, InvalidConfig, {
        errorDescription:
          "The connector's configuration is not valid: lang must be one of: cn, en; clientId is required",
      });
    }
  });

  it('are refused when the admin saves them', async () => {
    const { configGuard } = await createConnector({ getConfig: async () => config });
    const save = async (stored: unknown) => {
      validateConfig(stored, configGuard);
    };

    await expect(save(bothConfig)).resolves.toBeUndefined();
    await expect(
      failureOf(save({ ...config, clientSecret: [clientSecret] }))
    ).resolves.toMatchObject({
      code: InvalidConfig,
    });
  });
});

describe('the authorization URI', () => {
  it('is exactly what WeChat documents', async () => {
    for (const lang of [undefined, '', ' cn ']) {
      await expect(authorize({ ...config, clientId: '<app-id>', lang })).resolves.toBe(
        'https://open.weixin.qq.com/connect/qrconnect?appid=%3Capp-id%3E&redirect_uri=https%3A%2F%2Flogto.example.com%2Fcallback&response_type=code&scope=snsapi_userinfo&state=some_state'
      );
    }
  });

  it('ends with the page language that the admin chose', async () => {
    await expect(authorize({ ...config, lang: ' en\n' })).resolves.toMatch(
      /&state=some_state&lang=en$/
    );
  });

  it.each([
    ['snsapi_login', undefined, 'snsapi_login'],
    ['snsapi_login', 'snsapi_base', 'snsapi_base'],
    ['snsapi_login', ' ', 'snsapi_login'],
    [undefined, 'snsapi_base snsapi_login', 'snsapi_base,snsapi_login'],
    ['', undefined, 'snsapi_userinfo'],
  ])('configured scope %j, host scope %j: %s', async (configured, scope, expected) => {
    const uri = new URL(await authorize({ ...config, scope: configured }, { scope }));

    expect(uri.searchParams.get('scope')).toBe(expected);
  });

  it('encodes what the host hands over once', async () => {
    const redirectUri = 'https://example.com/100%/回调?a=/b c&to=%2F&state=other&appid=wx#片段';
    const state = 'a+b &=%25状态';
    const { searchParams, hash } = new URL(await authorize(config, { redirectUri, state }));

    expect(searchParams.get('redirect_uri')).toBe(redirectUri);
    expect(searchParams.getAll('state')).toEqual([state]);
    expect(searchParams.getAll('appid')).toEqual([clientId]);
    expect(hash).toBe('');
  });
});

describe('a sign-in', () => {
  it('makes two requests and returns who signed in', async () => {
    reply(tokenPath, tokenAnswer, {
      query: { appid: clientId, secret: clientSecret, code, grant_type: 'authorization_code' },
    });
    reply(userInfoPath, userInfoAnswer, { query: { access_token: accessToken, openid } });

    const result = await signIn(config, { code, redirectUri: 'https://logto.example.com' });

    expect(result).toStrictEqual(user);
    expect(socialUserInfoGuard.parse(result)).toEqual(result);
  });

  it.each([
    ['unionid of the user info', unionid, {}, { unionid: '' }],
    ['unionid of the token', unionid, { unionid: undefined }, {}],
    ['openid', openid, { unionid: '' }, { unionid: null }],
  ])('takes the %s for an id', async (_, id, userInfo, token) => {
    reply(tokenPath, { ...tokenAnswer, ...token });
    reply(userInfoPath, { ...userInfoAnswer, ...userInfo });

    await expect(signIn(config, { code })).resolves.toMatchObject({ id });
  });

  it('leaves out a name and an avatar that are none', async () => {
    reply(tokenPath, { ...tokenAnswer, refresh_token: undefined });
    reply(userInfoPath, { openid, nickname: ' ', headimgurl: '' });

    await expect(signIn(config, { code })).resolves.toStrictEqual({
      id: unionid,
      rawData: { openid, nickname: ' ', headimgurl: '' },
    });
  });

  it.each([
    null,
    { code: '' },
    { code: 'authdeny', reason: '101' },
    { code: 'c'.repeat(513) },
    { state: 'some_state' },
  ])('needs a code: %j', async (callback) => {
    await expectFailure(signIn(config, callback), AuthorizationFailed, {
      errorDescription: "WeChat sent no code: the user refused, or left WeChat's page.",
    });
  });

  const whatToTap = expect.stringMatching(/使用完整服务.*Use full service/) as string;

  it('never signs a snapshot account in, and tells the user what to tap', async () => {
    // WeChat asks for nothing on such a page, so the scope does not matter.
    for (const scope of ['snsapi_userinfo', 'snsapi_base']) {
      reply(tokenPath, { ...tokenAnswer, scope, is_snapshotuser: 1 });
      await expectFailure(signIn(config, { code }), General, { errorDescription: whatToTap });
    }
  });

  it('never signs in an account that only the user info calls one', async () => {
    reply(tokenPath, tokenAnswer);
    reply(userInfoPath, { ...userInfoAnswer, is_snapshotuser: 1 });
    await expectFailure(signIn(config, { code }), General, { errorDescription: whatToTap });
  });

  it("refuses another user's openid", async () => {
    reply(tokenPath, tokenAnswer);
    reply(userInfoPath, { ...userInfoAnswer, openid: 'oSomebodyElse' });
    await expectFailure(signIn(config, { code }), InvalidResponse, {
      errorDescription: "WeChat answered with another user's openid.",
    });
  });

  it('keeps what the database can store, and a nickname of 128 code points', async () => {
    reply(tokenPath, tokenAnswer);
    reply(
      userInfoPath,
      `{"openid": "${openid}", "nickname": "\\u0000${'🌈'.repeat(129)}", "city": "\\ud83d"}`
    );

    await expect(signIn(config, { code })).resolves.toStrictEqual({
      id: unionid,
      name: '🌈'.repeat(128),
      rawData: { openid, nickname: '🌈'.repeat(129), city: '\uFFFD' },
    });
  });
});

describe('the scope', () => {
  it.each([undefined, '', 'snsapi_login', 'snsapi_login,', 'snsapi_base,snsapi_userinfo,'])(
    'asks for the user info when WeChat granted %j',
    async (scope) => {
      reply(tokenPath, { ...tokenAnswer, scope });
      reply(userInfoPath, userInfoAnswer);

      await expect(signIn(config, { code })).resolves.toStrictEqual(user);
    }
  );

  it.each(['snsapi_userinfo', 'snsapi_login'])(
    'ends the sign-in when a user edited %s into snsapi_base',
    async (scope) => {
      reply(tokenPath, { ...tokenAnswer, scope: 'snsapi_base', unionid: undefined });
      await expectFailure(signIn({ ...config, scope }, { code }), AuthorizationFailed, {
        errorDescription: 'WeChat granted no user info, which the configured scope asks for.',
      });
    }
  );

  // The second one is what a user gets who edited the scope.
  it.each(['snsapi_base', 'snsapi_userinfo'])(
    'snsapi_base makes one request, and the openid the id, when WeChat granted %s',
    async (scope) => {
      reply(tokenPath, { ...tokenAnswer, scope });

      await expect(signIn({ ...config, scope: 'snsapi_base' }, { code })).resolves.toStrictEqual({
        id: openid,
        rawData: { openid, unionid, scope },
      });
    }
  );
});

describe('inside the WeChat app', () => {
  const expectTokenCall = (appid: string, secret: string, answer: object = tokenAnswer) => {
    reply(tokenPath, answer, { query: { appid, secret, code, grant_type: 'authorization_code' } });
  };

  it('goes to the service account', async () => {
    const { setSession, getSession } = createSession();

    await expect(
      authorize({ ...bothConfig, scope: 'snsapi_login', lang: 'en' }, insideWechat, setSession)
    ).resolves.toBe(
      `https://open.weixin.qq.com/connect/oauth2/authorize?appid=${serviceAccount.appid}&redirect_uri=https%3A%2F%2Flogto.example.com%2Fcallback&response_type=code&scope=snsapi_userinfo&state=some_state#wechat_redirect`
    );
    await expect(getSession()).resolves.toStrictEqual({ app: 'serviceAccount' });
  });

  it('signs the same user in as on a computer, whichever was started last', async () => {
    const { setSession, getSession } = createSession();
    const there = 'oInTheServiceAccount';

    await authorize(bothConfig, insideWechat, setSession);
    expectTokenCall(serviceAccount.appid, serviceAccount.secret, { ...tokenAnswer, openid: there });
    reply(userInfoPath, { ...userInfoAnswer, openid: there });
    const inside = await signIn(bothConfig, { code }, getSession);

    await authorize(bothConfig, onComputer, setSession);
    expectTokenCall(clientId, clientSecret);
    reply(userInfoPath, userInfoAnswer);
    const outside = await signIn(bothConfig, { code }, getSession);

    expect(inside.id).toBe(outside.id);
  });
});

describe('a service account alone', () => {
  it('is where every browser goes, without a session too', async () => {
    const uri = `https://open.weixin.qq.com/connect/oauth2/authorize?appid=${serviceAccount.appid}&redirect_uri=https%3A%2F%2Flogto.example.com%2Fcallback&response_type=code&scope=snsapi_userinfo&state=some_state#wechat_redirect`;

    for (const request of [{}, insideWechat, onComputer]) {
      await expect(
        authorize({ ...serviceAccountConfig, scope: 'snsapi_login' }, request)
      ).resolves.toBe(uri);
    }
  });

  it('identifies a user by the openid, even if a unionid comes', async () => {
    reply(tokenPath, tokenAnswer, {
      query: {
        appid: serviceAccount.appid,
        secret: serviceAccount.secret,
        code,
        grant_type: 'authorization_code',
      },
    });
    reply(userInfoPath, userInfoAnswer);

    await expect(signIn(serviceAccountConfig, { code })).resolves.toMatchObject({ id: openid });
  });

  it('signs in silently with snsapi_base, by one request', async () => {
    reply(tokenPath, { ...tokenAnswer, scope: 'snsapi_base', unionid: undefined });

    await expect(
      signIn({ ...serviceAccountConfig, scope: 'snsapi_base' }, { code })
    ).resolves.toMatchObject({ id: openid });
  });

  it('refreshes tokens with its App ID', async () => {
    reply(refreshPath, tokenAnswer, {
      query: {
        appid: serviceAccount.appid,
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
      },
    });

    await expect(refresh(serviceAccountConfig, refreshToken)).resolves.toMatchObject({
      access_token: accessToken,
    });
  });
});

describe('the page for browsers in which nobody can sign in', () => {
  const fallbackUrl = 'https://example.com/open-in-wechat.html';
  const onPhone = { headers: { userAgent: 'Mozilla/5.0 (iPhone)' }, jti: 'an_interaction' };

  it('is where they go, with nothing added to the address', async () => {
    for (const stored of [config, bothConfig, serviceAccountConfig]) {
      await expect(authorize({ ...stored, fallbackUrl }, onPhone)).resolves.toBe(fallbackUrl);
    }
  });

  it.each([
    ['a browser in which it works', { ...onPhone, ...onComputer }, config],
    ['the Management API', { ...onPhone, jti: '' }, serviceAccountConfig],
    ['a program', { ...onPhone, headers: { userAgent: 'node' } }, serviceAccountConfig],
  ])('is not for %s', async (_, request, stored) => {
    await expect(authorize({ ...stored, fallbackUrl }, request)).resolves.toMatch(
      /^https:\/\/open\.weixin\.qq\.com\//
    );
  });
});

describe('tokens', () => {
  const tokens = {
    access_token: accessToken,
    refresh_token: refreshToken,
    expires_in: 7200,
    scope: 'snsapi_userinfo',
  };

  const expectRefresh = (appid: string, answer: object) => {
    reply(refreshPath, answer, {
      query: { appid, grant_type: 'refresh_token', refresh_token: refreshToken },
    });
  };

  it('come with the user, by one exchange of the code', async () => {
    reply(tokenPath, { ...tokenAnswer, scope: 'snsapi_userinfo,' });
    reply(userInfoPath, userInfoAnswer);

    const result = await signInForTokens(config, { code });

    expect(result).toStrictEqual({ tokenResponse: tokens, userInfo: user });
    expect(tokenResponseGuard.parse(result?.tokenResponse)).toEqual(result?.tokenResponse);
  });

  it('come with snsapi_base as well, and have no key without a value', async () => {
    reply(tokenPath, { access_token: accessToken, refresh_token: '', openid, scope: '' });

    await expect(
      signInForTokens({ ...config, scope: 'snsapi_base' }, { code })
    ).resolves.toStrictEqual({
      tokenResponse: { access_token: accessToken, expires_in: 7200 },
      userInfo: { id: openid, rawData: { openid } },
    });
  });

  it.each([
    ['99_next', '99_next'],
    // Logto keeps the one that it has.
    ['', 'kept'],
    [null, 'kept'],
    [undefined, 'kept'],
  ])('are refreshed, the refresh token %j makes it %j', async (answered, merged) => {
    expectRefresh(clientId, { ...tokenAnswer, access_token: '99_new', refresh_token: answered });

    const renewed = await refresh(config, refreshToken);

    // Logto's own merge
    expect({ refresh_token: 'kept', ...renewed }).toStrictEqual({
      ...tokens,
      access_token: '99_new',
      refresh_token: merged,
    });
  });

  it.each([40029, 40030])('of the service account are refreshed after %i', async (errcode) => {
    expectRefresh(clientId, { errcode });
    expectRefresh(serviceAccount.appid, { ...tokenAnswer, access_token: '99_new' });

    await expect(refresh(bothConfig, refreshToken)).resolves.toMatchObject({
      access_token: '99_new',
    });
  });

  it.each([
    ['knows the token neither', { errcode: 40030 }, SocialAccessTokenInvalid, 40030],
    ['says that it has expired', { errcode: 42002 }, SocialAccessTokenInvalid, 42002],
    ['has used up its quota', { errcode: 45009 }, RateLimitExceeded, 45009],
    // That says nothing of the token.
    ['is unknown to WeChat', { errcode: 40013 }, SocialAccessTokenInvalid, 40030],
    ['has no App ID for WeChat', { errcode: 41002 }, SocialAccessTokenInvalid, 40030],
  ])('are over when the service account %s', async (_, answer, expected, errcode) => {
    expectRefresh(clientId, { errcode: 40030 });
    expectRefresh(serviceAccount.appid, answer);

    await expect(failureOf(refresh(bothConfig, refreshToken))).resolves.toMatchObject({
      code: expected,
      data: { errcode },
    });
  });

  it.each([
    ['another reason', bothConfig, 42002],
    ['no second app', config, 40030],
  ])('are over at once when there is %s', async (_, stored, errcode) => {
    expectRefresh(clientId, { errcode });

    await expect(failureOf(refresh(stored, refreshToken))).resolves.toMatchObject({
      code: SocialAccessTokenInvalid,
      data: { errcode },
    });
  });
});
