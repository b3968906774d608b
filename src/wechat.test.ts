import { ConnectorErrorCodes } from '@logto/connector-kit';
import nock from 'nock';
import { afterEach, describe, expect, it, vi } from 'vitest';

import {
  accessToken,
  bothConfig,
  code,
  config,
  refreshToken,
  serviceAccount as serviceAccountKeys,
  tokenAnswer,
  userInfoAnswer,
} from '../test/support/answers.js';
import {
  apiHost,
  failureOf,
  recoveryHost,
  refreshPath,
  reply,
  tokenPath,
  userInfoPath,
  useWechatApi,
} from '../test/support/wechat-api.js';
import { wechatConfigGuard } from './types.js';
import {
  accessTokenEndpoint,
  callWechat,
  refreshTokenEndpoint,
  userInfoEndpoint,
} from './wechat.js';

useWechatApi();

/** What a call waits for, by its milliseconds. A test lets them pass. */
const waits = vi.hoisted(() => new Map<number, () => void>());

vi.mock('node:timers/promises', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  setTimeout: async (milliseconds: number, value: unknown, { signal }: { signal: AbortSignal }) =>
    new Promise((resolve, reject) => {
      waits.set(milliseconds, () => {
        resolve(value);
      });
      signal.addEventListener('abort', () => {
        waits.delete(milliseconds);
        reject(signal.reason as Error);
      });
    }),
}));

afterEach(() => {
  // No call leaves a timer or a request behind.
  expect([...waits.keys()]).toEqual([]);
});

const settings = wechatConfigGuard.parse(bothConfig);
const [website, serviceAccount = website] = settings.apps;

/** The three calls, each as the connector makes it. */
const calls = {
  token: {
    path: tokenPath,
    query: {
      appid: config.clientId,
      secret: config.clientSecret,
      code,
      grant_type: 'authorization_code',
    },
    goodAnswer: tokenAnswer,
    read: { openid: tokenAnswer.openid, access_token: accessToken },
    make: async (app = website, sent = code) =>
      callWechat(
        accessTokenEndpoint,
        { appid: app.appid, secret: app.secret, code: sent, grantType: 'authorization_code' },
        app,
        settings
      ),
  },
  refresh: {
    path: refreshPath,
    query: { appid: config.clientId, grant_type: 'refresh_token', refresh_token: refreshToken },
    goodAnswer: tokenAnswer,
    read: { access_token: accessToken, scope: 'snsapi_userinfo' },
    make: async (app = website) =>
      callWechat(
        refreshTokenEndpoint,
        { appid: app.appid, grantType: 'refresh_token', refreshToken },
        app,
        settings
      ),
  },
  userInfo: {
    path: userInfoPath,
    query: { access_token: accessToken, openid: tokenAnswer.openid },
    goodAnswer: userInfoAnswer,
    read: { nickname: userInfoAnswer.nickname },
    make: async (app = website) =>
      callWechat(userInfoEndpoint, { accessToken, openid: tokenAnswer.openid }, app, settings),
  },
};

const {
  AuthorizationFailed,
  General,
  InvalidConfig,
  InvalidResponse,
  RateLimitExceeded,
  SocialAccessTokenInvalid,
  SocialAuthCodeInvalid,
} = ConnectorErrorCodes;

// What a failed call is to Logto

const failed = [
  General,
  '微信登录未成功，请重试。The WeChat sign-in did not succeed: please try again.',
];
const unavailable = [
  General,
  '微信暂时无法响应，请稍后再试。WeChat is not responding as it should: please try again in a moment.',
];
const unreachable = [
  General,
  '暂时无法连接微信，请稍后再试。WeChat cannot be reached: please try again in a moment.',
];
const wrongId = [InvalidConfig, "Check the Client ID in the connector's settings."];
const wrongSecret = [InvalidConfig, "Check the Client Secret in the connector's settings."];
const frozen = [InvalidConfig, 'The Client Secret is frozen: unfreeze it at WeChat.'];
const badCode = [SocialAuthCodeInvalid, 'The code is not valid.'];
const usedCode = [SocialAuthCodeInvalid, 'The code has been used already.'];
const noCode = [SocialAuthCodeInvalid, 'The code is missing.'];
const oldCode = [SocialAuthCodeInvalid, 'The code has expired.'];
const badToken = [SocialAccessTokenInvalid, 'The access token is not valid.'];
const noToken = [SocialAccessTokenInvalid, 'The access token is missing.'];
const oldToken = [SocialAccessTokenInvalid, 'The access token has expired.'];
const badRefresh = [SocialAccessTokenInvalid, 'The refresh token is not valid.'];
const noRefresh = [SocialAccessTokenInvalid, 'The refresh token is missing.'];
const oldRefresh = [SocialAccessTokenInvalid, 'The refresh token has expired.'];
const noUserInfo = [
  AuthorizationFailed,
  'WeChat granted no user info, which the configured scope asks for.',
];
const dailyQuota = [RateLimitExceeded, "The application's daily quota of WeChat calls is used up."];
const minuteQuota = [RateLimitExceeded, 'The application made too many WeChat calls in a minute.'];
const tooMany = [RateLimitExceeded, 'WeChat is receiving too many requests.'];
const notGranted = [AuthorizationFailed, 'The user did not grant this.'];
const restricted = [AuthorizationFailed, "The user's WeChat account is restricted."];

const expectFailure = async (
  call: Promise<unknown>,
  [expected, errorDescription]: unknown[],
  details: object = {}
) => {
  const { code, data } = await failureOf(call);

  expect([code, data]).toStrictEqual([expected, { errorDescription, host: apiHost, ...details }]);
};

describe('an errcode', () => {
  it.each([
    // At the token call, at the refresh, at the user info
    [-2, failed, failed, failed],
    [40001, wrongSecret, failed, badToken],
    [40003, failed, failed, failed],
    [40013, wrongId, wrongId, wrongId],
    [40014, badToken, badToken, badToken],
    [40029, badCode, failed, failed],
    [40030, badRefresh, badRefresh, badRefresh],
    [40125, wrongSecret, failed, failed],
    [40163, usedCode, failed, failed],
    [40243, frozen, failed, failed],
    [41001, noToken, noToken, noToken],
    [41002, wrongId, wrongId, wrongId],
    [41003, noRefresh, noRefresh, noRefresh],
    [41004, wrongSecret, failed, failed],
    [41008, noCode, failed, failed],
    [42001, oldToken, oldToken, oldToken],
    [42002, oldRefresh, oldRefresh, oldRefresh],
    [42003, oldCode, failed, failed],
    [45009, dailyQuota, dailyQuota, dailyQuota],
    [45011, minuteQuota, minuteQuota, minuteQuota],
    [48001, failed, failed, noUserInfo],
    [50001, notGranted, notGranted, notGranted],
    [50002, restricted, restricted, restricted],
  ])('%i means one thing at each call', async (errcode, ...meanings) => {
    for (const [index, { path, make }] of Object.values(calls).entries()) {
      reply(path, { errcode, errmsg: 'some reason, rid: 6' });

      await expectFailure(make(), meanings[index] ?? [], {
        errcode,
        errmsg: 'some reason, rid: 6',
      });
    }
  });

  it.each([
    [40013, "Check the Service account App ID in the connector's settings."],
    [40125, "Check the Service account App Secret in the connector's settings."],
    [40243, 'The Service account App Secret is frozen: unfreeze it at WeChat.'],
  ])('%i names the field of the app that called: %s', async (errcode, sentence) => {
    reply(tokenPath, { errcode });

    await expectFailure(calls.token.make(serviceAccount), [InvalidConfig, sentence], { errcode });
  });

  it.each([0, null])('%j is a success', async (errcode) => {
    for (const { path, goodAnswer, make } of Object.values(calls)) {
      reply(path, { ...goodAnswer, errcode, errmsg: 'ok' });

      await expect(make()).resolves.toMatchObject({ body: goodAnswer });
    }
  });
});

it.each([
  // At the token call, at the refresh, at the user info
  [201, unavailable, unavailable, unavailable],
  [302, unavailable, unavailable, unavailable],
  [401, unavailable, unavailable, badToken],
  [404, unavailable, unavailable, unavailable],
  [429, tooMany, tooMany, tooMany],
  [499, unavailable, unavailable, unavailable],
])('HTTP %i is no answer, whatever is in it', async (status, ...meanings) => {
  for (const [index, { path, goodAnswer, make }] of Object.values(calls).entries()) {
    reply(path, goodAnswer, { status });

    await expectFailure(make(), meanings[index] ?? [], { status });
  }
});

describe('WeChat’s words', () => {
  it.each([
    ['token', config.clientSecret],
    ['token', serviceAccountKeys.secret],
    ['token', code],
    ['refresh', config.clientSecret],
    ['refresh', serviceAccountKeys.secret],
    ['refresh', refreshToken],
    ['userInfo', config.clientSecret],
    ['userInfo', serviceAccountKeys.secret],
    ['userInfo', accessToken],
  ] as const)('at the %s call are left out if they repeat %s', async (name, secret) => {
    const { path, make } = calls[name];

    reply(path, { errcode: 1, errmsg: `no: ${secret}, rid: 6` });

    await expectFailure(make(), failed, { errcode: 1 });
  });

  it.each([
    ['invalid!', undefined],
    ['invalid', 'invalid! rid: 6'],
  ])('that repeat the code %s become %j', async (sent, errmsg) => {
    reply(tokenPath, { errcode: 1, errmsg: 'invalid! rid: 6' });

    const { data } = await failureOf(calls.token.make(website, sent));

    expect(data.errmsg).toBe(errmsg);
  });

  it('may be missing', async () => {
    reply(tokenPath, { errcode: 48002 });

    await expectFailure(calls.token.make(), failed, { errcode: 48002 });
  });
});

describe.each(Object.entries(calls))(
  'the %s call',
  (_, { path, query, goodAnswer, read, make }) => {
    it('gives what the guard reads, and the whole answer', async () => {
      reply(path, { ...goodAnswer, more: [1] }, { query });

      const { fields, body } = await make();

      expect(fields).toMatchObject(read);
      expect(fields).not.toHaveProperty('more');
      expect(body).toStrictEqual({ ...goodAnswer, more: [1] });
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
    ])('cannot read %j', async (body) => {
      reply(path, body);

      await expectFailure(make(), [
        InvalidResponse,
        `WeChat's answer (${path}) is not as expected: not a JSON object`,
      ]);
    });

    it.each([
      [/^(?:access_token|openid) is required/, { openid: '', access_token: '' }],
      [/^errcode Expected number, received string$/, { errcode: 'LEAK' }],
    ])('names the field that is wrong: %s', async (words, fields) => {
      reply(path, { ...goodAnswer, ...fields });

      const { code, data } = await failureOf(make(), ['LEAK']);

      expect(code).toBe(InvalidResponse);
      expect(String(data.errorDescription).split(': ')[1]).toMatch(words);
    });
  }
);

describe('two hosts', () => {
  /** What a host sends (nothing if the connection breaks), and what it means if it is no good answer. */
  const answers = {
    good: { sent: [200, tokenAnswer], meaning: [], details: {} },
    busy: { sent: [200, { errcode: -1 }], meaning: unavailable, details: { errcode: -1 } },
    'HTTP 500': { sent: [500], meaning: unavailable, details: { status: 500 } },
    'HTTP 502': { sent: [502], meaning: unavailable, details: { status: 502 } },
    cut: { sent: undefined, meaning: unreachable, details: { cause: 'ECONNRESET' } },
    'HTTP 404': { sent: [404], meaning: unavailable, details: { status: 404 } },
    nonsense: {
      sent: [200, 'LEAK'],
      meaning: [
        InvalidResponse,
        `WeChat's answer (${tokenPath}) is not as expected: not a JSON object`,
      ],
      details: {},
    },
    40029: { sent: [200, { errcode: 40029 }], meaning: badCode, details: { errcode: 40029 } },
    40163: { sent: [200, { errcode: 40163 }], meaning: usedCode, details: { errcode: 40163 } },
    42003: { sent: [200, { errcode: 42003 }], meaning: oldCode, details: { errcode: 42003 } },
    45009: { sent: [200, { errcode: 45009 }], meaning: dailyQuota, details: { errcode: 45009 } },
  };

  /** Waits until the host is asked. @returns what sends the answer. */
  const untilAsked = async (host: string, { sent }: { sent: unknown }) =>
    new Promise<() => void>((resolve) => {
      nock(`https://${host}`)
        .get(tokenPath)
        .query(true)
        .reply(
          async () =>
            new Promise<nock.ReplyFnResult>((send, fail) => {
              resolve(() => {
                if (sent) send(sent as unknown as nock.ReplyFnResult);
                else fail(Object.assign(new Error('broken'), { code: 'ECONNRESET' }));
              });
            })
        );
    });

  type Row = [
    first: keyof typeof answers,
    second: keyof typeof answers,
    counts: 'first' | 'second',
  ];

  const expectResult = async (call: Promise<unknown>, [first, second, counts]: Row) => {
    const { meaning, details } = answers[counts === 'first' ? first : second];

    await (meaning.length === 0
      ? expect(call).resolves.toMatchObject({ body: tokenAnswer })
      : expectFailure(call, meaning, {
          ...details,
          host: counts === 'first' ? apiHost : recoveryHost,
        }));
  };

  it.each<Row>([
    ['busy', 'good', 'second'],
    ['HTTP 500', 'good', 'second'],
    ['cut', 'good', 'second'],
    // A refusal that is not about the code
    ['busy', 45009, 'second'],
    ['HTTP 502', 'HTTP 404', 'second'],
    ['cut', 'nonsense', 'second'],
    // The first host may have used up the code
    ['busy', 40163, 'first'],
    ['busy', 40029, 'first'],
    ['busy', 42003, 'first'],
    ['HTTP 502', 40163, 'first'],
    ['HTTP 502', 40029, 'first'],
    ['cut', 40163, 'first'],
    ['cut', 40029, 'first'],
    // Two failures
    ['busy', 'cut', 'first'],
    ['HTTP 500', 'HTTP 502', 'first'],
    ['cut', 'busy', 'first'],
  ])('%s, then %s: the %s counts', async (...row) => {
    const [first, second] = row;
    const firstAsked = untilAsked(apiHost, answers[first]);
    const secondAsked = untilAsked(recoveryHost, answers[second]);
    const result = expectResult(calls.token.make(), row);

    (await firstAsked)();
    (await secondAsked)();
    await result;
  });

  it.each<Row>([
    ['good', 40163, 'first'],
    ['good', 40029, 'first'],
    ['good', 45009, 'first'],
    ['good', 'cut', 'first'],
    [40163, 'good', 'second'],
    [45009, 'good', 'second'],
    ['busy', 'good', 'second'],
    [45009, 40163, 'first'],
    [40163, 45009, 'second'],
    [45009, 'nonsense', 'first'],
    ['cut', 45009, 'second'],
    ['cut', 40163, 'first'],
    [40163, 'cut', 'second'],
    ['cut', 'busy', 'first'],
    [40163, 40029, 'first'],
  ])('%s and, asked after 3.2 s, %s: the %s counts', async (...row) => {
    const [first, second] = row;
    const firstAsked = untilAsked(apiHost, answers[first]);
    const secondAsked = untilAsked(recoveryHost, answers[second]);
    const result = expectResult(calls.token.make(), row);
    const answerFirst = await firstAsked;

    waits.get(3200)?.();
    (await secondAsked)();
    answerFirst();
    await result;
  });

  it.each(['first', 'second'])('end the wait for the other when the %s is good', async (which) => {
    const firstAsked = untilAsked(apiHost, answers.good);
    const secondAsked = untilAsked(recoveryHost, answers.good);
    const call = calls.token.make();
    const answerFirst = await firstAsked;

    waits.get(3200)?.();

    const answerSecond = await secondAsked;

    (which === 'first' ? answerFirst : answerSecond)();
    await expect(call).resolves.toMatchObject({ body: tokenAnswer });
  });

  it('have 4.8 seconds together', async () => {
    const firstAsked = untilAsked(apiHost, answers.good);
    const secondAsked = untilAsked(recoveryHost, answers.good);
    const result = expectFailure(calls.token.make(), unreachable, { cause: 'ETIMEDOUT' });

    await firstAsked;
    waits.get(3200)?.();
    await secondAsked;
    waits.get(4800)?.();
    await result;
  });

  it('report the first one’s failure if the second does not answer', async () => {
    const secondAsked = untilAsked(recoveryHost, answers.good);

    reply(tokenPath, '', { status: 502 });

    const result = expectFailure(calls.token.make(), unavailable, { status: 502 });

    await secondAsked;
    waits.get(4800)?.();
    await result;
  });
});
