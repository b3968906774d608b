import { setTimeout } from 'node:timers/promises';

import { ConnectorErrorCodes } from '@logto/connector-kit';
import { describe, expect, it } from 'vitest';

import { apiHost, recoveryHost } from '../../playground/wechat/hosts.js';
import { networkFaults } from '../../playground/wechat/network-faults.js';
import { secrets, tokenAnswer } from '../support/answers.js';
import {
  after,
  type Answer,
  byHost,
  closing,
  good,
  head,
  json,
  say,
  signInBy,
  useScriptedWechat,
} from '../support/scripted-wechat.js';
import { watchProcess } from '../support/watch.js';

/**
 * A call at WeChat's two hosts, on real sockets and with the real time limits: the recovery host is
 * asked as well once the API host has failed, or has not answered for 3.2 of the 4.8 seconds.
 */

watchProcess(secrets);
useScriptedWechat();

const status =
  (status: number): Answer =>
  () =>
    new Response('<html>', { status });
const errmsg = 'no, rid: 1';
const errcode = (errcode: number): Answer => json({ errcode, errmsg });
const silence = networkFaults['no answer'].onRequest;
const [used, invalid, quota] = [errcode(40163), errcode(40029), errcode(45009)];

const { General, InvalidConfig, InvalidResponse, RateLimitExceeded, SocialAuthCodeInvalid } =
  ConnectorErrorCodes;

/** What comes of a call: a user by the id, an error by its code and all that its data holds. */
const user = { id: tokenAnswer.unionid };
const error = (code: ConnectorErrorCodes, host: string, details: object) => ({
  code,
  errorDescription: expect.any(String) as string,
  host,
  ...details,
});

const overQuota = (host: string) => error(RateLimitExceeded, host, { errcode: 45009, errmsg });

/** What the hosts answer to the token call, and whether only the first of them is asked. */
type Row = [name: string, first: Answer, second: Answer, result: object, isOne?: 'one'];

const { access_token: token, userinfo } = good;

const slowAnswers: Row[] = [
  ['an answer after 2.5 s', after(2.5, token), used, user, 'one'],
  ['an answer after 3.5 s, and 40163', after(3.5, token), used, user],
  ['an answer after 4.0 s, and 40163', after(4, token), used, user],
  ['an answer after 4.6 s, and 40163', after(4.6, token), used, user],
  ['an answer after 4.5 s, and 40163 after 3.3 s', after(4.5, token), after(3.3, used), user],
  ['an answer after 4.5 s, and 40029 after 3.3 s', after(4.5, token), after(3.3, invalid), user],
  ['a late refusal, and a good answer', after(3.5, quota), after(4, token), user],
  [
    'a late refusal about the code, and a failure',
    after(3.5, used),
    after(4, status(502)),
    error(General, recoveryHost, { status: 502 }),
  ],
];

/** @param details what an error says of the failure of the first host. */
const afterFailure = (name: string, failure: Answer, details: object): Row[] => {
  const failed = error(General, apiHost, details);

  return [
    [`${name} twice`, failure, failure, failed],
    [`${name}, then 40163`, failure, used, failed],
    [`${name}, then 40029`, failure, invalid, failed],
    [`${name}, then 45009`, failure, quota, overQuota(recoveryHost)],
    [`${name}, then a good answer`, failure, token, user],
  ];
};

const refusals = (
  [
    ['40029', invalid, SocialAuthCodeInvalid, { errcode: 40029, errmsg }],
    ['40125', errcode(40125), InvalidConfig, { errcode: 40125, errmsg }],
    ['an unknown errcode', errcode(99999), General, { errcode: 99999, errmsg }],
    ['HTTP 404', status(404), General, { status: 404 }],
    ['HTTP 429', status(429), RateLimitExceeded, { status: 429 }],
    ['no JSON', say(head('200 OK', 'content-length: 1'), '<'), InvalidResponse, {}],
  ] as const
).map(([name, refusal, code, details]): Row => [
  `a refusal: ${name}`,
  refusal,
  token,
  error(code, apiHost, details),
  'one',
]);

const signInAsIn = async (...[, first, second, result, isOne]: Row) => {
  const { outcome, requests } = await signInBy({ access_token: byHost(first, second) });

  expect(
    'user' in outcome
      ? { id: outcome.user.id }
      : { code: outcome.error.code, ...(outcome.error.data as object) }
  ).toEqual(result);

  if (isOne) {
    expect(requests.filter(({ host }) => host !== apiHost)).toEqual([]);
  }
};

it.each([
  ...afterFailure('HTTP 502', status(502), { status: 502 }),
  ...afterFailure('"system busy"', errcode(-1), { errcode: -1, errmsg }),
  ...afterFailure('a cut answer', networkFaults['body cut off'].onRequest, {
    cause: expect.any(String) as string,
  }),
  ...refusals,
])('%s', signInAsIn);

// The time limit is that of one call: two would need nearly ten seconds.
describe.concurrent('with waiting', { timeout: 6000 }, () => {
  it.each([...slowAnswers, ...afterFailure('silence', silence, { cause: 'ETIMEDOUT' })])(
    '%s',
    signInAsIn
  );

  it('user info after 4 s, on both hosts', async () => {
    const { outcome } = await signInBy({
      userinfo: async (...request) => {
        await setTimeout(4000);

        return userinfo(...request);
      },
    });

    expect(outcome).toMatchObject({ user });
  });

  it('ends the request that is not needed any more', async () => {
    const { sockets } = await signInBy({ access_token: byHost(silence, token) });

    await closing(sockets.slice(0, 1));
  });
});
