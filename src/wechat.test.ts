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
  expectFailure,
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
const waits = new Map<number, () => void>();

const { setTimeout: setRealTimeout, clearTimeout: clearRealTimeout } = globalThis;

vi.stubGlobal(
  'setTimeout',
  (resolve: (value: unknown) => void, milliseconds: number, value: unknown) => {
    if (![3200, 4800].includes(milliseconds)) return setRealTimeout(resolve, milliseconds, value);

    waits.set(milliseconds, () => {
      resolve(value);
    });

    return milliseconds;
  }
);
vi.stubGlobal('clearTimeout', (timer: NodeJS.Timeout | number) => {
  if (typeof timer === 'number') waits.delete(timer);
  else clearRealTimeout(timer);
});

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
    goodAnswer: tokenAnswer,
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
    goodAnswer: tokenAnswer,
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
    goodAnswer: userInfoAnswer,
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

type Meaning = readonly [code: ConnectorErrorCodes, sentence: string];

const failed: Meaning = [
  General,
  '微信登录未成功，请重试。The WeChat sign-in did not succeed: please try again.',
];
const unavailable: Meaning = [
  General,
  '微信暂时无法响应，请稍后再试。WeChat is not responding as it should: please try again in a moment.',
];
const unreachable =
  '暂时无法连接微信，请稍后再试。WeChat cannot be reached: please try again in a moment.';
const wrongId: Meaning = [InvalidConfig, "Check the Client ID in the connector's settings."];
const wrongSecret: Meaning = [
  InvalidConfig,
  "Check the Client Secret in the connector's settings.",
];
const frozen: Meaning = [InvalidConfig, 'The Client Secret is frozen: unfreeze it at WeChat.'];
const badCode: Meaning = [SocialAuthCodeInvalid, 'The code is not valid.'];
const usedCode: Meaning = [SocialAuthCodeInvalid, 'The code has been used already.'];
const noCode: Meaning = [SocialAuthCodeInvalid, 'The code is missing.'];
const oldCode: Meaning = [SocialAuthCodeInvalid, 'The code has expired.'];
const badToken: Meaning = [SocialAccessTokenInvalid, 'The access token is not valid.'];
const noToken: Meaning = [SocialAccessTokenInvalid, 'The access token is missing.'];
const oldToken: Meaning = [SocialAccessTokenInvalid, 'The access token has expired.'];
const badRefresh: Meaning = [SocialAccessTokenInvalid, 'The refresh token is not valid.'];
const noRefresh: Meaning = [SocialAccessTokenInvalid, 'The refresh token is missing.'];
const oldRefresh: Meaning = [SocialAccessTokenInvalid, 'The refresh token has expired.'];
const noUserInfo: Meaning = [
  AuthorizationFailed,
  'WeChat granted no user info, which the configured scope asks for.',
];
const dailyQuota: Meaning = [
  RateLimitExceeded,
  "The application's daily quota of WeChat calls is used up.",
];
const minuteQuota: Meaning = [
  RateLimitExceeded,
  'The application made too many WeChat calls in a minute.',
];
const tooMany: Meaning = [RateLimitExceeded, 'WeChat is receiving too many requests.'];
const notGranted: Meaning = [AuthorizationFailed, 'The user did not grant this.'];
const restricted: Meaning = [AuthorizationFailed, "The user's WeChat account is restricted."];

const newPassword: Meaning = [
  SocialAccessTokenInvalid,
  'The user changed the WeChat password, which ends all tokens.',
];
const notListed: Meaning = [
  InvalidConfig,
  "Add Logto's IP address to the API IP whitelist (API IP 白名单).",
];
const blocked: Meaning = [
  InvalidConfig,
  'WeChat has blocked the account: mp.weixin.qq.com tells why.',
];

const expectMeaning = async (
  call: Promise<unknown>,
  [code, errorDescription]: Meaning,
  details: object = {}
) => expectFailure(call, code, { errorDescription, host: apiHost, ...details });

describe('an errcode', () => {
  it.each([
    // At the token call, at the refresh, at the user info
    [-2, failed, failed, failed],
    [40001, wrongSecret, failed, badToken],
    [40003, failed, failed, failed],
    [40013, wrongId, wrongId, wrongId],
    [40014, badToken, badToken, badToken],
    [40029, badCode, badRefresh, failed],
    [40030, badRefresh, badRefresh, badRefresh],
    [40125, wrongSecret, failed, failed],
    [40163, usedCode, failed, failed],
    [40164, notListed, notListed, notListed],
    [40243, frozen, failed, failed],
    [41001, noToken, noToken, noToken],
    [41002, wrongId, wrongId, wrongId],
    [41003, noRefresh, noRefresh, noRefresh],
    [41004, wrongSecret, failed, failed],
    [41008, noCode, failed, failed],
    [42001, oldToken, oldToken, oldToken],
    [42002, oldRefresh, oldRefresh, oldRefresh],
    [42003, oldCode, failed, failed],
    [42007, newPassword, newPassword, newPassword],
    [45009, dailyQuota, dailyQuota, dailyQuota],
    [45011, minuteQuota, minuteQuota, minuteQuota],
    [48001, failed, failed, noUserInfo],
    [48004, blocked, blocked, blocked],
    [50001, notGranted, notGranted, notGranted],
    [50002, restricted, restricted, restricted],
  ])('%i means one thing at each call', async (errcode, ...meanings) => {
    for (const [index, { path, make }] of Object.values(calls).entries()) {
      reply(path, { errcode, errmsg: 'some reason, rid: 6' });

      await expectMeaning(make(), meanings[index] ?? failed, {
        errcode,
        errmsg: 'some reason, rid: 6',
      });
    }
  });

  it.each([
    [40013, "Check the Service account AppID in the connector's settings."],
    [40125, "Check the Service account AppSecret in the connector's settings."],
    [40243, 'The Service account AppSecret is frozen: unfreeze it at WeChat.'],
  ])('%i names the field of the app that called: %s', async (errcode, sentence) => {
    reply(tokenPath, { errcode });

    await expectMeaning(calls.token.make(serviceAccount), [InvalidConfig, sentence], { errcode });
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

    await expectMeaning(make(), meanings[index] ?? failed, { status });
  }
});

it.each([
  ['errcode -1', { errcode: -1 }, 200, unavailable, { errcode: -1 }],
  ['HTTP 503', '', 503, unavailable, { status: 503 }],
])('%s at both hosts is a failure of WeChat’s', async (_, body, status, meaning, details) => {
  for (const { path, make } of Object.values(calls)) {
    reply(path, body, { status });
    reply(path, body, { status, host: recoveryHost });

    await expectMeaning(make(), meaning, details);
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

    await expectMeaning(make(), failed, { errcode: 1 });
  });

  it.each([
    ['invalid!', undefined],
    ['invalid', 'invalid! rid: 6'],
  ])('that repeat the code %s become %j', async (sent, errmsg) => {
    reply(tokenPath, { errcode: 1, errmsg: 'invalid! rid: 6' });

    const { data } = await failureOf(calls.token.make(website, sent));

    expect(data.errmsg).toBe(errmsg);
  });
});

describe.each(Object.entries(calls))('the %s call', (_, { path, goodAnswer, make }) => {
  it('gives what the guard reads, and the whole answer', async () => {
    reply(path, { ...goodAnswer, more: [1] });

    const { fields, body } = await make();

    expect(goodAnswer).toMatchObject(fields);
    expect(body).toStrictEqual({ ...goodAnswer, more: [1] });
  });

  it.each(['', 'LEAK', '["LEAK"]', '"LEAK"', 'null', '42', '{"openid":"LEAK'])(
    'cannot read %j',
    async (body) => {
      reply(path, body);

      await expectMeaning(make(), [
        InvalidResponse,
        `WeChat's answer (${path}) is not as expected: not a JSON object`,
      ]);
    }
  );

  it.each([
    [/: (?:access_token|openid) is required/, { openid: '', access_token: '' }],
    [/: errcode Expected number, received string$/, { errcode: 'LEAK' }],
  ])('names the field that is wrong: %s', async (words, fields) => {
    reply(path, { ...goodAnswer, ...fields });

    await expectMeaning(make(), [InvalidResponse, expect.stringMatching(words) as string]);
  });
});

describe('two hosts', () => {
  /** What a host sends, and what says so in the error. */
  const answers = {
    good: [[200, tokenAnswer], {}],
    busy: [[200, { errcode: -1 }], { errcode: -1 }],
    'HTTP 500': [[500], { status: 500 }],
    'HTTP 502': [[502], { status: 502 }],
    cut: [undefined, { cause: 'ECONNRESET', errorDescription: unreachable }],
    silent: [[], { cause: 'ETIMEDOUT', errorDescription: unreachable }],
    'HTTP 404': [[404], { status: 404 }],
    nonsense: [[200, 'LEAK'], { errorDescription: expect.stringMatching(/JSON/) as string }],
    40029: [[200, { errcode: 40029 }], { errcode: 40029 }],
    40163: [[200, { errcode: 40163 }], { errcode: 40163 }],
    42003: [[200, { errcode: 42003 }], { errcode: 42003 }],
    45009: [[200, { errcode: 45009 }], { errcode: 45009 }],
  } as const;

  type Name = keyof typeof answers;

  /** Waits until the host is asked. @returns what sends the answer. */
  const untilAsked = async (host: string, name: Name) =>
    new Promise<() => void>((resolve) => {
      const answer = async () =>
        new Promise<nock.ReplyFnResult>((send, fail) => {
          resolve(() => {
            const [sent] = answers[name];

            if (!sent) fail(Object.assign(new Error('broken'), { code: 'ECONNRESET' }));
            else if (sent.length > 0) send(sent as unknown as nock.ReplyFnResult);
          });
        });

      nock(`https://${host}`).get(tokenPath).query(true).reply(answer);
    });

  type Row = [first: Name, second: Name, counts: 'first' | 'second'];

  /** @param isLate whether the second host is asked because 3.2 seconds have passed. */
  const play = async ([first, second, counts]: Row, isLate: boolean) => {
    const firstAsked = untilAsked(apiHost, first);
    const secondAsked = untilAsked(recoveryHost, second);
    const [name, host] = counts === 'first' ? [first, apiHost] : [second, recoveryHost];
    const call = calls.token.make();
    const result =
      name === 'good'
        ? expect(call).resolves.toMatchObject({ body: tokenAnswer })
        : expect(failureOf(call)).resolves.toMatchObject({ data: { ...answers[name][1], host } });
    const answerFirst = await firstAsked;

    if (isLate) waits.get(3200)?.();
    else answerFirst();

    (await secondAsked)();
    answerFirst();

    if (name !== 'good' && second === 'silent') waits.get(4800)?.();

    await result;
  };

  it.each<Row>([
    ['busy', 'good', 'second'],
    ['HTTP 500', 'good', 'second'],
    ['cut', 'good', 'second'],
    // A refusal that is not about the code
    ['busy', 45009, 'second'],
    ['HTTP 502', 'HTTP 404', 'second'],
    ['cut', 'nonsense', 'second'],
    // The first host may have used up the code.
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
    ['HTTP 502', 'silent', 'first'],
  ])('%s, then %s: the %s counts', async (...row) => {
    await play(row, false);
  });

  it('answer for a refresh token, which no host can have used up', async () => {
    reply(refreshPath, '', { status: 502 });
    reply(refreshPath, { errcode: 40029 }, { host: recoveryHost });

    await expectMeaning(calls.refresh.make(), badRefresh, { errcode: 40029, host: recoveryHost });
  });

  it.each<Row>([
    ['good', 40163, 'first'],
    ['good', 40029, 'first'],
    ['good', 45009, 'first'],
    ['good', 'cut', 'first'],
    ['good', 'silent', 'first'],
    [40163, 'good', 'second'],
    [45009, 'good', 'second'],
    ['busy', 'good', 'second'],
    ['silent', 'good', 'second'],
    [45009, 40163, 'first'],
    [45009, 'nonsense', 'first'],
    [40163, 45009, 'second'],
    [40163, 'cut', 'second'],
    [40163, 40029, 'first'],
    ['cut', 45009, 'second'],
    ['cut', 40163, 'first'],
    ['cut', 'busy', 'first'],
    ['silent', 'silent', 'first'],
  ])('%s and, asked after 3.2 seconds, %s: the %s counts', async (...row) => {
    await play(row, true);
  });
});
