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
  json,
  signInBy,
  useScriptedWechat,
} from '../support/scripted-wechat.js';
import { watchProcess } from '../support/watch.js';

/**
 * Calls at WeChat's two hosts, on real sockets and with the real time limits: the recovery host is
 * asked as well once the API host has not answered for 3.2 of the 4.8 seconds. Which answer counts
 * where nobody has to wait, `src/wechat.test.ts` says.
 */

watchProcess(secrets);
useScriptedWechat();

const { access_token: token, userinfo } = good;
const silence = networkFaults['no answer'].onRequest;
const used = json({ errcode: 40163 });
const invalid = json({ errcode: 40029 });
const badGateway = () => new Response('', { status: 502 });
const cut = networkFaults['body cut off'].onRequest;
const quota = json({ errcode: 45009 });
const busy = json({ errcode: -1 });

const user = { user: { id: tokenAnswer.unionid } };
const error = (data: object) => ({ error: { data } });

// The time limit is that of one call: two would need nearly ten seconds.
describe.concurrent('with waiting', { timeout: 6000 }, () => {
  it.each([
    ['an answer after 2.5 s', after(2.5, token), used, user],
    ['an answer after 3.5 s, and 40163', after(3.5, token), used, user],
    ['an answer after 4 s, and 40163', after(4, token), used, user],
    ['an answer after 4.6 s, and 40163', after(4.6, token), used, user],
    ['an answer after 4.5 s, and 40029 after 3.3 s', after(4.5, token), after(3.3, invalid), user],
    ['an answer after 4.5 s, and 40163 after 3.3 s', after(4.5, token), after(3.3, used), user],
    ['a late refusal, and a good answer', after(3.5, quota), after(4, token), user],
    [
      'a late refusal about the code, and a failure',
      after(3.5, used),
      after(4, busy),
      error({ errcode: -1, host: recoveryHost }),
    ],
    ['silence, and 45009', silence, quota, error({ errcode: 45009, host: recoveryHost })],
  ])('%s', async (_, first, second, result) => {
    const { outcome } = await signInBy({ access_token: byHost(first, second) });

    expect(outcome).toMatchObject(result);
  });

  it.each<[string, Answer, object]>([
    ['silence', silence, { cause: 'ETIMEDOUT' }],
    ['a cut answer', cut, { cause: 'UND_ERR_SOCKET' }],
    ['HTTP 502', badGateway, { status: 502 }],
    ['errcode -1', busy, { errcode: -1 }],
  ])(
    '%s at the first host is told, whatever the second says of the code',
    async (_, first, data) => {
      const outcomes = [used, invalid].map(async (second) => {
        const { outcome } = await signInBy({ access_token: byHost(first, second) });

        return outcome;
      });
      const told = error({ ...data, host: apiHost });

      await expect(Promise.all(outcomes)).resolves.toMatchObject([told, told]);
    }
  );

  it('user info after 4 s, on both hosts', async () => {
    const { outcome } = await signInBy({ userinfo: after(4, userinfo) });

    expect(outcome).toMatchObject(user);
  });

  it('ends the request that is not needed any more', async () => {
    const { sockets } = await signInBy({ access_token: byHost(silence, token) });

    await closing(sockets.slice(0, 1));
  });
});
