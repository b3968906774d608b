import {
  ConnectorErrorCodes,
  ConnectorType,
  socialUserInfoGuard,
  tokenResponseGuard,
  validateConfig,
} from '@logto/connector-kit';
import { describe, expect, it, vi } from 'vitest';

import {
  accessToken,
  bothConfig,
  code,
  config,
  refreshToken,
  serviceAccount,
  tokenAnswer,
  userInfoAnswer,
} from '../test/support/answers.js';
import { createSession, drive, noSession } from '../test/support/drive.js';
import {
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

const insideWechat = { headers: { userAgent: 'Mozilla/5.0 MicroMessenger/8.0.47' } };
const user = {
  id: unionid,
  name: '小明 🌈',
  avatar: 'https://thirdwx.qlogo.cn/mmopen/vi_32/ming/132',
  rawData: userInfoAnswer,
};

describe('the factory', () => {
  it('does not read the settings', async () => {
    const getConfig = vi.fn().mockRejectedValue(new Error('not now'));

    await expect(createConnector({ getConfig })).resolves.toMatchObject({
      type: ConnectorType.Social,
      metadata: { id: 'wechat-website' },
    });
    expect(getConfig).not.toHaveBeenCalled();
  });

  it('reads the settings under its own id', async () => {
    const getConfig = vi.fn().mockResolvedValue({ ...config, scope: 'snsapi_base' });
    const { getUserInfo } = await createConnector({ getConfig });

    reply(tokenPath, tokenAnswer);
    await getUserInfo({ code }, noSession);
    expect(getConfig.mock.calls).toEqual([['wechat-website']]);
  });
});

describe('wrong settings', () => {
  it('are told alike wherever they are read', async () => {
    const stored = { ...config, clientId: ' ', lang: clientSecret };

    for (const attempt of [
      authorize(stored),
      signIn(stored, { code }),
      refresh(stored, refreshToken),
    ]) {
      const error = await failureOf(attempt);

      expect(error.code).toBe(ConnectorErrorCodes.InvalidConfig);
      expect(error.data).toStrictEqual({
        errorDescription:
          "The connector's configuration is not valid: clientId is required; lang must be cn or en",
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
    ).resolves.toMatchObject({ code: ConnectorErrorCodes.InvalidConfig });
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

  it.each([
    'https://example.com/callback?from=/a b&to=%2F',
    'https://example.com/100%/回调#片段',
    'https://example.com/?a=1&state=other&appid=wx',
  ])('encodes %s once', async (redirectUri) => {
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

  it.each([null, { code: '' }, { code: 'c'.repeat(513) }, { state: 'some_state' }])(
    'needs a code: %j',
    async (callback) => {
      const error = await failureOf(signIn(config, callback));

      expect(error.code).toBe(ConnectorErrorCodes.AuthorizationFailed);
      expect(error.data).toStrictEqual({
        errorDescription: "WeChat sent no code: the user refused, or left WeChat's page.",
      });
    }
  );

  it('never signs a snapshot account in, and tells the user what to tap', async () => {
    // WeChat asks for nothing on such a page, so the scope does not matter.
    for (const scope of ['snsapi_userinfo', 'snsapi_base']) {
      reply(tokenPath, { ...tokenAnswer, scope, is_snapshotuser: 1 });

      const error = await failureOf(signIn(config, { code }));

      expect(error.code).toBe(ConnectorErrorCodes.General);
      expect(error.data).toStrictEqual({
        errorDescription: expect.stringMatching(/使用完整服务.*Use full service/) as string,
      });
    }
  });

  it("refuses another user's openid", async () => {
    reply(tokenPath, tokenAnswer);
    reply(userInfoPath, { ...userInfoAnswer, openid: 'oSomebodyElse' });

    const error = await failureOf(signIn(config, { code }));

    expect(error.code).toBe(ConnectorErrorCodes.InvalidResponse);
    expect(error.data).toStrictEqual({
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

      const error = await failureOf(signIn({ ...config, scope }, { code }));

      expect(error.code).toBe(ConnectorErrorCodes.AuthorizationFailed);
      expect(error.data).toStrictEqual({
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

  it('snsapi_base leaves out what there is not', async () => {
    reply(tokenPath, { ...tokenAnswer, scope: undefined, unionid: '' });

    await expect(signIn({ ...config, scope: 'snsapi_base' }, { code })).resolves.toStrictEqual({
      id: openid,
      rawData: { openid },
    });
  });
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

  it('is as outside while the switch is off', async () => {
    const { setSession } = createSession();
    const stored = { ...bothConfig, isInAppSignInEnabled: false };

    await expect(authorize(stored, insideWechat, setSession)).resolves.toContain(
      `/connect/qrconnect?appid=${clientId}&`
    );
  });

  it('signs the same user in as on a computer, whichever was started last', async () => {
    const { setSession, getSession } = createSession();
    const there = 'oInTheOfficialAccount';

    await authorize(bothConfig, insideWechat, setSession);
    expectTokenCall(serviceAccount.appid, serviceAccount.secret, { ...tokenAnswer, openid: there });
    reply(userInfoPath, { ...userInfoAnswer, openid: there });
    const onPhone = await signIn(bothConfig, { code }, getSession);

    await authorize(bothConfig, { headers: { userAgent: 'Mozilla/5.0' } }, setSession);
    expectTokenCall(clientId, clientSecret);
    reply(userInfoPath, userInfoAnswer);
    const onComputer = await signIn(bothConfig, { code }, getSession);

    expect(onPhone.id).toBe(onComputer.id);
  });

  it.each(['website', 'serviceAccount'])('needs a unionid from the %s', async (app) => {
    const getSession = async () => ({ app });

    reply(tokenPath, { ...tokenAnswer, unionid: '' });
    reply(userInfoPath, { ...userInfoAnswer, unionid: undefined });

    const error = await failureOf(signIn(bothConfig, { code }, getSession));

    expect(error.code).toBe(ConnectorErrorCodes.InvalidConfig);
    expect(error.data.errorDescription).toMatch(/^WeChat gave no unionid/);
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

  it('are refreshed', async () => {
    expectRefresh(clientId, { ...tokenAnswer, access_token: '99_new', expires_in: 3600 });

    await expect(refresh(config, refreshToken)).resolves.toStrictEqual({
      ...tokens,
      access_token: '99_new',
      expires_in: 3600,
    });
  });

  it.each([undefined, '', null])(
    'keep the refresh token that Logto stored when WeChat answers with %j',
    async (refresh_token) => {
      expectRefresh(clientId, { ...tokenAnswer, access_token: '99_new', refresh_token });

      const renewed = await refresh(config, refreshToken);

      // Logto's own merge
      expect({ refresh_token: 'kept', ...renewed }).toStrictEqual({
        ...tokens,
        access_token: '99_new',
        refresh_token: 'kept',
      });
    }
  );

  it('of the service account are refreshed with its App ID', async () => {
    expectRefresh(clientId, { errcode: 40030, errmsg: 'invalid refresh_token' });
    expectRefresh(serviceAccount.appid, { ...tokenAnswer, access_token: '99_new' });

    await expect(refresh(bothConfig, refreshToken)).resolves.toMatchObject({
      access_token: '99_new',
    });
  });

  it.each([
    ['knows the token neither', { errcode: 40030 }, ConnectorErrorCodes.SocialAccessTokenInvalid],
    ['says that it has expired', { errcode: 42002 }, ConnectorErrorCodes.SocialAccessTokenInvalid],
    ['is unknown to WeChat', { errcode: 40013 }, ConnectorErrorCodes.SocialAccessTokenInvalid],
    ['has no App ID for WeChat', { errcode: 41002 }, ConnectorErrorCodes.SocialAccessTokenInvalid],
    ['has used up its quota', { errcode: 45009 }, ConnectorErrorCodes.RateLimitExceeded],
  ])('are over when the service account %s', async (_, answer, expected) => {
    const errmsg = `invalid ${refreshToken}`;

    expectRefresh(clientId, { errcode: 40030, errmsg });
    expectRefresh(serviceAccount.appid, { ...answer, errmsg });

    await expect(failureOf(refresh(bothConfig, refreshToken))).resolves.toMatchObject({
      code: expected,
    });
  });

  it.each([
    ['another reason', bothConfig, 42002],
    ['no second app', config, 40030],
  ])('are over at once when there is %s', async (_, stored, errcode) => {
    expectRefresh(clientId, { errcode, errmsg: 'refresh_token' });

    await expect(failureOf(refresh(stored, refreshToken))).resolves.toMatchObject({
      code: ConnectorErrorCodes.SocialAccessTokenInvalid,
      data: { errcode },
    });
  });
});
