import { setTimeout } from 'node:timers/promises';

import { ConnectorErrorCodes } from '@logto/connector-kit';
import { describe, expect, it } from 'vitest';

import { apiHost, recoveryHost } from '../../playground/wechat/hosts.js';
import { networkFaults } from '../../playground/wechat/network-faults.js';
import { secrets, tokenAnswer } from '../support/answers.js';
import {
  type Answer,
  byHost,
  closing,
  good,
  head,
  json,
  say,
  type Script,
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

/** Holds an answer back until so many seconds from now: from when it is made, not from the request on. */
const after = (seconds: number, answer: Answer): Answer => {
  const start = performance.now();

  return async (...request) => {
    await setTimeout(start + seconds * 1000 - performance.now());

    return answer(...request);
  };
};

const status =
  (status: number): Answer =>
  () =>
    new Response('<html>', { status });
const errmsg = 'no, rid: 1';
const errcode = (errcode: number): Answer => json({ errcode, errmsg });
const silence = networkFaults['no answer'].onRequest;
const used = errcode(40163);

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

type Case = [name: string, script: () => Script, result: object, hosts: 1 | 2];

const slowAnswers: Case[] = [
  [
    'a token answer after 2.5 s',
    () => ({ access_token: byHost(after(2.5, good.access_token), used) }),
    user,
    1,
  ],
  ...[3.5, 4.0, 4.6].map((seconds): Case => [
    `a token answer after ${seconds} s`,
    () => ({ access_token: byHost(after(seconds, good.access_token), used) }),
    user,
    2,
  ]),
  ...[40163, 40029].map((code): Case => [
    `a token answer after 4.5 s, and ${code} from the second host`,
    () => ({ access_token: byHost(after(4.5, good.access_token), after(3.3, errcode(code))) }),
    user,
    2,
  ]),
  [
    'user info after 4 s on both hosts',
    () => ({ userinfo: (...request) => after(4, good.userinfo)(...request) }),
    user,
    1,
  ],
  [
    'a late refusal, and a good answer of the second host',
    () => ({ access_token: byHost(after(3.5, errcode(45009)), after(4, good.access_token)) }),
    user,
    2,
  ],
  [
    'a late refusal about the code, and a failure of the second host',
    () => ({ access_token: byHost(after(3.5, used), after(4, status(502))) }),
    error(General, recoveryHost, { status: 502 }),
    2,
  ],
];

/** What comes of a failure of the first host, and what an error says of it. */
const afterFailure = (name: string, failure: Answer, details: object): Case[] => [
  [`${name} at both hosts`, () => ({ access_token: failure }), error(General, apiHost, details), 2],
  [
    `${name}, then a good answer`,
    () => ({ access_token: byHost(failure, good.access_token) }),
    user,
    2,
  ],
  ...[40163, 40029].map((code): Case => [
    `${name}, then ${code}`,
    () => ({ access_token: byHost(failure, errcode(code)) }),
    error(General, apiHost, details),
    2,
  ]),
  [
    `${name}, then a refusal that is not about the code`,
    () => ({ access_token: byHost(failure, errcode(45009)) }),
    error(RateLimitExceeded, recoveryHost, { errcode: 45009, errmsg }),
    2,
  ],
];

const refusals = (
  [
    ['40029', errcode(40029), SocialAuthCodeInvalid, { errcode: 40029, errmsg }],
    ['40125', errcode(40125), InvalidConfig, { errcode: 40125, errmsg }],
    ['an unknown errcode', errcode(99999), General, { errcode: 99999, errmsg }],
    ['HTTP 404', status(404), General, { status: 404 }],
    ['HTTP 429', status(429), RateLimitExceeded, { status: 429 }],
    ['no JSON', say(head('200 OK', 'content-length: 1'), '<'), InvalidResponse, {}],
  ] as const
).map(([name, refusal, code, details]): Case => [
  `a refusal: ${name}`,
  () => ({ access_token: byHost(refusal, good.access_token) }),
  error(code, apiHost, details),
  1,
]);

const signInAsIn = async (...[, script, result, hosts]: Case) => {
  const { outcome, requests } = await signInBy(script());
  const tokenRequests = requests.filter(({ pathname }) => pathname.endsWith('/access_token'));

  expect(
    'user' in outcome
      ? { id: outcome.user.id }
      : { code: outcome.error.code, ...(outcome.error.data as object) }
  ).toEqual(result);
  expect(tokenRequests.map(({ host }) => host)).toEqual([apiHost, recoveryHost].slice(0, hosts));
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

  it('ends the request that is not needed any more', async () => {
    const { sockets } = await signInBy({ access_token: byHost(silence, good.access_token) });

    await closing(sockets.slice(0, 1));
  });
});
