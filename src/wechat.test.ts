import { ConnectorErrorCodes } from '@logto/connector-kit';
import { describe, expect, it, vi } from 'vitest';

import {
  accessToken,
  code,
  config,
  refreshToken,
  secrets,
  tokenAnswer,
  userInfoAnswer,
} from '../test/support/answers.js';
import { neverAnswer } from '../test/support/stub-fetch.js';
import {
  apiHost,
  breakConnection,
  failureOf,
  recoveryHost,
  refreshPath,
  reply,
  tokenPath,
  userInfoPath,
  useWechatApi,
} from '../test/support/wechat-api.js';
import { accessTokenEndpoint, refreshTokenEndpoint, userInfoEndpoint } from './endpoint.js';
import type { App } from './types.js';
import { callWechat } from './wechat.js';

useWechatApi();

const website: App = {
  name: 'website',
  appid: config.clientId,
  secret: config.clientSecret,
};
const officialAccount: App = { ...website, name: 'officialAccount' };

/** The three calls, each as the connector makes it. */
const calls = {
  token: {
    path: tokenPath,
    goodAnswer: tokenAnswer,
    read: { openid: tokenAnswer.openid, access_token: accessToken },
    make: async (app = website) =>
      callWechat(
        accessTokenEndpoint,
        { appid: app.appid, secret: app.secret, code, grantType: 'authorization_code' },
        app,
        secrets
      ),
  },
  refresh: {
    path: refreshPath,
    goodAnswer: tokenAnswer,
    read: { access_token: accessToken, scope: 'snsapi_userinfo' },
    make: async (app = website) =>
      callWechat(
        refreshTokenEndpoint,
        { appid: app.appid, grantType: 'refresh_token', refreshToken },
        app,
        secrets
      ),
  },
  userInfo: {
    path: userInfoPath,
    goodAnswer: userInfoAnswer,
    read: { nickname: userInfoAnswer.nickname },
    make: async (app = website) =>
      callWechat(userInfoEndpoint, { accessToken, openid: tokenAnswer.openid }, app, secrets),
  },
};

const unreachable =
  '暂时无法连接微信，请稍后再试。WeChat cannot be reached: please try again in a moment.';
const unavailable =
  '微信暂时无法响应，请稍后再试。WeChat is not responding as it should: please try again in a moment.';
const failed = '微信登录未成功，请重试。The WeChat sign-in did not succeed: please try again.';

describe('asks with the query that WeChat documents', () => {
  it.each([
    [
      'token',
      {
        appid: config.clientId,
        secret: config.clientSecret,
        code,
        grant_type: 'authorization_code',
      },
    ],
    [
      'refresh',
      { appid: config.clientId, grant_type: 'refresh_token', refresh_token: refreshToken },
    ],
    ['userInfo', { access_token: accessToken, openid: tokenAnswer.openid }],
  ] as const)('%s', async (name, query) => {
    const { path, goodAnswer, make } = calls[name];

    reply(path, goodAnswer, { query });
    await expect(make()).resolves.toMatchObject({ body: goodAnswer });
  });
});

describe.each(Object.entries(calls))('the %s call', (_, { path, goodAnswer, read, make }) => {
  it('gives what the guard reads, and the whole answer', async () => {
    reply(path, { ...goodAnswer, more: [1] });

    const { fields, body } = await make();

    expect(fields).toMatchObject(read);
    expect(fields).not.toHaveProperty('more');
    expect(body).toStrictEqual({ ...goodAnswer, more: [1] });
  });

  it.each([0, null])('takes errcode %j for a success', async (errcode) => {
    reply(path, { ...goodAnswer, errcode, errmsg: 'ok' });

    await expect(make()).resolves.toMatchObject({ body: goodAnswer });
  });

  describe('goes to the recovery host', () => {
    it.each([
      [
        'an HTTP 5xx',
        () => {
          reply(path, '', { status: 500 });
        },
      ],
      [
        'system busy',
        () => {
          reply(path, { errcode: -1, errmsg: 'system error' });
        },
      ],
      [
        'a broken connection',
        () => {
          breakConnection(path);
        },
      ],
    ])('after %s', async (_, answerFirst) => {
      answerFirst();
      reply(path, goodAnswer, { host: recoveryHost });

      await expect(make()).resolves.toMatchObject({ body: goodAnswer });
    });

    it('whose answer counts, whatever it is', async () => {
      reply(path, { errcode: -1, errmsg: 'system error' });
      reply(path, { errcode: 45009 }, { host: recoveryHost });

      await expect(failureOf(make())).resolves.toMatchObject({
        code: ConnectorErrorCodes.RateLimitExceeded,
      });
    });

    it('whose silence makes the first answer count', async () => {
      reply(path, { errcode: -1, errmsg: 'system error' });
      breakConnection(path, recoveryHost);

      const { code, data } = await failureOf(make());

      expect(code).toBe(ConnectorErrorCodes.General);
      expect(data).toStrictEqual({
        errorDescription: unavailable,
        errcode: -1,
        errmsg: 'system error',
        host: apiHost,
      });
    });

    it('and not again', async () => {
      reply(path, '', { status: 503 });
      reply(path, '', { status: 502, host: recoveryHost });

      const { code, data } = await failureOf(make());

      expect(code).toBe(ConnectorErrorCodes.General);
      expect(data).toStrictEqual({
        errorDescription: unavailable,
        host: recoveryHost,
        status: 502,
      });
    });
  });

  it('without any answer names the first host and the cause', async () => {
    breakConnection(path, apiHost, 'ECONNREFUSED');
    breakConnection(path, recoveryHost, 'ENOTFOUND');

    const { code, data } = await failureOf(make());

    expect(code).toBe(ConnectorErrorCodes.General);
    expect(data).toMatchObject({ errorDescription: unreachable, host: apiHost });
  });

  it.each([201, 302, 400, 404])('ends with HTTP %i, and does not ask again', async (status) => {
    reply(path, goodAnswer, { status });

    const { code, data } = await failureOf(make());

    expect(code).toBe(ConnectorErrorCodes.General);
    expect(data).toStrictEqual({ errorDescription: unavailable, host: apiHost, status });
  });

  it('ends with HTTP 429 as a rate limit', async () => {
    reply(path, '', { status: 429 });

    const { code, data } = await failureOf(make());

    expect(code).toBe(ConnectorErrorCodes.RateLimitExceeded);
    expect(data).toStrictEqual({
      errorDescription: 'WeChat is receiving too many requests.',
      host: apiHost,
      status: 429,
    });
  });

  it.each([
    [45009, ConnectorErrorCodes.RateLimitExceeded, /daily quota/],
    [45011, ConnectorErrorCodes.RateLimitExceeded, /in a minute/],
    [50001, ConnectorErrorCodes.AuthorizationFailed, /did not grant/],
    [50002, ConnectorErrorCodes.AuthorizationFailed, /restricted/],
    [48002, ConnectorErrorCodes.General, failed],
    [40003, ConnectorErrorCodes.General, failed],
    [99999, ConnectorErrorCodes.General, failed],
  ])('errcode %i is %s', async (errcode, expected, sentence) => {
    reply(path, { errcode, errmsg: 'some reason, rid: 6' });

    const { code, data } = await failureOf(make());

    expect(code).toBe(expected);
    expect(data).toStrictEqual({
      errorDescription: expect.stringMatching(sentence) as string,
      errcode,
      errmsg: 'some reason, rid: 6',
      host: apiHost,
    });
  });

  it('an error without errmsg has our sentence all the same', async () => {
    reply(path, { errcode: 48002 });

    const { data } = await failureOf(make());

    expect(data).toStrictEqual({ errorDescription: failed, errcode: 48002, host: apiHost });
  });

  it('repeats no secret that WeChat repeats', async () => {
    reply(path, { errcode: 99999, errmsg: secrets.join() });

    // That none is in the error is checked in failureOf.
    const { data } = await failureOf(make());

    expect(data.errmsg).toMatch(/^[*,]+$/);
  });

  it.each(['', 'LEAK', '<html>LEAK</html>', '["LEAK"]', '"LEAK"', 'null', '42', '{"openid":"LEAK'])(
    'cannot read %j',
    async (body) => {
      reply(path, body);

      const { code, data } = await failureOf(make(), ['LEAK']);

      expect(code).toBe(ConnectorErrorCodes.InvalidResponse);
      expect(data).toStrictEqual({
        errorDescription: `WeChat's answer (${path}) is not as expected: not a JSON object`,
        host: apiHost,
      });
    }
  );

  it('names the fields that are wrong', async () => {
    reply(path, { ...goodAnswer, openid: '', access_token: '', errcode: 'LEAK' });

    const first = await failureOf(make(), ['LEAK']);

    expect(first.code).toBe(ConnectorErrorCodes.InvalidResponse);
    expect(first.data.errorDescription).toMatch(/\(\/sns\/.*not as expected: errcode /);

    reply(path, { unionid: 'u1' });

    const second = await failureOf(make());

    expect(second.code).toBe(ConnectorErrorCodes.InvalidResponse);
    expect(second.data.errorDescription).toMatch(/(?:access_token|openid) is required/);
  });
});

describe('what only one call knows', () => {
  const { AuthorizationFailed, InvalidConfig, SocialAccessTokenInvalid, SocialAuthCodeInvalid } =
    ConnectorErrorCodes;

  it.each([
    ['token', 40029, SocialAuthCodeInvalid, 'The code is not valid.'],
    ['token', 40163, SocialAuthCodeInvalid, 'The code has been used already.'],
    ['token', 42003, SocialAuthCodeInvalid, 'The code has expired.'],
    ['token', 41008, SocialAuthCodeInvalid, 'The code is missing.'],
    ['token', 40013, InvalidConfig, "Check the Client ID in the connector's settings."],
    ['token', 41002, InvalidConfig, "Check the Client ID in the connector's settings."],
    ['token', 40125, InvalidConfig, "Check the Client Secret in the connector's settings."],
    ['token', 41004, InvalidConfig, "Check the Client Secret in the connector's settings."],
    ['token', 40001, InvalidConfig, "Check the Client Secret in the connector's settings."],
    ['token', 40243, InvalidConfig, 'The Client Secret is frozen: unfreeze it at WeChat.'],
    ['refresh', 40013, InvalidConfig, "Check the Client ID in the connector's settings."],
    ['refresh', 41002, InvalidConfig, "Check the Client ID in the connector's settings."],
    ['refresh', 40030, SocialAccessTokenInvalid, 'The refresh token is not valid.'],
    ['refresh', 41003, SocialAccessTokenInvalid, 'The refresh token is missing.'],
    ['refresh', 42002, SocialAccessTokenInvalid, 'The refresh token has expired.'],
    ['userInfo', 40001, SocialAccessTokenInvalid, 'The access token is not valid.'],
    ['userInfo', 40014, SocialAccessTokenInvalid, 'The access token is not valid.'],
    ['userInfo', 41001, SocialAccessTokenInvalid, 'The access token is missing.'],
    ['userInfo', 42001, SocialAccessTokenInvalid, 'The access token has expired.'],
    [
      'userInfo',
      48001,
      AuthorizationFailed,
      'WeChat granted no user info, which the configured scope asks for.',
    ],
  ] as const)('%s: errcode %i is %s', async (name, errcode, expected, errorDescription) => {
    const { path, make } = calls[name];

    reply(path, { errcode, errmsg: 'invalid' });

    const { code, data } = await failureOf(make());

    expect(code).toBe(expected);
    expect(data).toStrictEqual({ errorDescription, errcode, errmsg: 'invalid', host: apiHost });
  });

  it.each([
    [40013, "Check the Service account App ID in the connector's settings."],
    [40125, "Check the Service account App Secret in the connector's settings."],
    [40243, 'The Service account App Secret is frozen: unfreeze it at WeChat.'],
  ])('errcode %i names the setting: %s', async (errcode, sentence) => {
    reply(tokenPath, { errcode });

    const { data } = await failureOf(calls.token.make(officialAccount));

    expect(data.errorDescription).toBe(sentence);
  });

  it('HTTP 401 is an invalid token for the user info alone', async () => {
    for (const { path, make } of Object.values(calls)) {
      reply(path, '{"errmsg":"not read"}', { status: 401 });

      const { code, data } = await failureOf(make());

      expect(code).toBe(
        path === userInfoPath ? SocialAccessTokenInvalid : ConnectorErrorCodes.General
      );
      expect(data).toStrictEqual({
        errorDescription: path === userInfoPath ? 'The access token is not valid.' : unavailable,
        host: apiHost,
        status: 401,
      });
    }
  });
});

describe('time', () => {
  it('is none for the second try after Logto was busy for longer', async () => {
    const now = vi.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValue(60_000);
    const fetch = vi.spyOn(globalThis, 'fetch').mockRejectedValueOnce(new TypeError('gone'));
    const timer = vi.spyOn(globalThis, 'setTimeout');

    fetch.mockImplementation(neverAnswer);

    try {
      await failureOf(calls.token.make());
      expect(timer.mock.calls.map(([, milliseconds]) => milliseconds)).toEqual([3200, 0]);
    } finally {
      now.mockRestore();
      fetch.mockRestore();
      timer.mockRestore();
    }
  });

  it('is for the most part the first try’s, and 4.8 seconds in all', async () => {
    const asked: string[] = [];
    const fetch = vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
      asked.push(new URL((input as Request).url).host);

      return neverAnswer(input);
    });

    vi.useFakeTimers();

    try {
      const ended = vi.fn();
      const failure = failureOf(calls.token.make()).finally(ended);

      await vi.advanceTimersByTimeAsync(3199);
      expect(asked).toEqual([apiHost]);
      await vi.advanceTimersByTimeAsync(1);
      expect(asked).toEqual([apiHost, recoveryHost]);
      await vi.advanceTimersByTimeAsync(1599);
      expect(ended).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);

      const { code, data } = await failure;

      expect(code).toBe(ConnectorErrorCodes.General);
      expect(data).toStrictEqual({
        errorDescription: unreachable,
        host: apiHost,
        cause: 'ETIMEDOUT',
      });
    } finally {
      vi.useRealTimers();
      fetch.mockRestore();
    }
  });
});
