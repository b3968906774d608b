import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';

import { ConnectorErrorCodes } from '@logto/connector-kit';
import { afterAll, describe, expect, it } from 'vitest';

import { apiHost, recoveryHost } from '../../playground/wechat/hosts.js';
import { networkFaults } from '../../playground/wechat/network-faults.js';
import { secrets, tokenAnswer } from '../support/answers.js';
import {
  type Answer,
  byHost,
  closing,
  good,
  head,
  say,
  signInBy,
  useScriptedWechat,
  withNetworkFault,
} from '../support/scripted-wechat.js';
import { watchProcess } from '../support/watch.js';

/** Networks that fail and servers that mean harm, on real TLS sockets. */

watchProcess(secrets);
useScriptedWechat();

// A collection in the middle of an answer once made `fetch` deaf to its signal, so have some.
setFlagsFromString('--expose-gc');
const collectGarbage = setInterval(runInNewContext('gc') as () => void, 500);

afterAll(() => {
  clearInterval(collectGarbage);
});

/** Sends `first`, then `rest` over and over for as long as the client reads, or at a pace. */
const flood =
  (first: string, rest: Buffer, milliseconds = 0): Answer =>
  (socket) => {
    socket.write(first);

    if (milliseconds) {
      const timer = setInterval(() => socket.write(rest), milliseconds);

      socket.once('close', () => {
        clearInterval(timer);
      });
    } else {
      const pour = () => {
        while (!socket.destroyed && socket.write(rest));
      };

      socket.on('drain', pour);
      pour();
    }
  };

/** Sends this and, once it is on its way, a reset. */
const sayAndReset =
  (text: string): Answer =>
  (socket, tcp) => {
    socket.write(text, () => {
      setImmediate(() => {
        tcp.resetAndDestroy();
      });
    });
  };

const quota = JSON.stringify({ errcode: 45_009, errmsg: 'reach max api daily quota limit' });
const blanks = Buffer.alloc(65_536, ' ');
const gzip = head('200 OK', 'content-encoding: gzip', 'connection: close');

const { General, InvalidResponse, RateLimitExceeded } = ConnectorErrorCodes;

/** What an error is, by what there is of an answer, or why there is none. */
const unreachable = (cause: unknown = expect.any(String)) => ({
  code: General,
  data: {
    errorDescription: expect.stringContaining('WeChat cannot be reached') as string,
    host: apiHost,
    cause,
  },
});
const httpStatus = (status: number) => ({
  code: General,
  data: {
    errorDescription: expect.stringContaining('WeChat is not responding') as string,
    host: apiHost,
    status,
  },
});
const notJson = {
  code: InvalidResponse,
  data: { errorDescription: expect.stringContaining('not a JSON object') as string },
};
const overQuota = { code: RateLimitExceeded, data: { errcode: 45_009 } };

type Row = [name: string, answer: Answer, error: object];

/** After these the recovery host is asked. */
const failures: Row[] = [
  [
    'a reset before the headers',
    networkFaults['reset before the headers'].onRequest,
    unreachable('ECONNRESET'),
  ],
  ['a reset during the headers', sayAndReset('HTTP/1.1 200 OK\r\ncontent-le'), unreachable()],
  [
    'a reset after the headers',
    sayAndReset(`${head('200 OK', 'content-length: 500')}{"access_token":`),
    unreachable(),
  ],
  ['a body that is cut off', networkFaults['body cut off'].onRequest, unreachable()],
  ['no HTTP', networkFaults['not HTTP'].onRequest, unreachable()],
  ['hanging up', say(''), unreachable()],
  ['a status line of nonsense', say('HTTP/1.1 OK 200\r\n\r\n{}'), unreachable()],
  [
    'a header that never ends',
    flood('HTTP/1.1 200 OK\r\nx: ', Buffer.alloc(8192, 'x')),
    unreachable(),
  ],
  [
    'chunks of nonsense',
    say(head('200 OK', 'transfer-encoding: chunked'), 'zz\r\n{"errcode":1}\r\n0\r\n\r\n'),
    unreachable(),
  ],
  ['503 with an endless body', flood(head('503 Busy'), blanks), httpStatus(503)],
];

/** After these, too, once the time limit of the first try is over. */
const slowFailures: Row[] = [
  ['no answer', networkFaults['no answer'].onRequest, unreachable('ETIMEDOUT')],
  ['no end of the body', networkFaults['no end of the body'].onRequest, unreachable('ETIMEDOUT')],
  // Node's `fetch` may miss the error when it comes with the headers; then the time limit ends it.
  ['gzip that is not gzip', say(gzip, quota), unreachable()],
  [
    'a body that trickles',
    flood(head('200 OK', 'content-length: 500'), Buffer.from(' '), 1000),
    unreachable('ETIMEDOUT'),
  ],
  [
    'headers that trickle',
    flood('HTTP/1.1 200 OK\r\n', Buffer.from('x: y\r\n'), 1000),
    unreachable('ETIMEDOUT'),
  ],
  [
    'interim responses without end',
    flood('', Buffer.from(head('103 Early Hints')), 100),
    unreachable('ETIMEDOUT'),
  ],
];

/** After these it is not. */
const answers: Row[] = [
  [
    '100 interim responses',
    say(
      head('103 Early Hints').repeat(100),
      head('200 OK', `content-length: ${quota.length}`, 'connection: close'),
      quota
    ),
    overQuota,
  ],
  [
    'a redirect to another host',
    say(head('302 Found', 'location: https://example.com/', 'content-length: 0')),
    httpStatus(302),
  ],
  ['404 with an endless body', flood(head('404 Not Found'), blanks), httpStatus(404)],
  ['an endless body', flood(head('200 OK'), blanks), notJson],
  [
    'a body of a gigabyte',
    flood(head('200 OK', 'content-length: 1000000000'), Buffer.alloc(65_536, '{')),
    notJson,
  ],
  ['gzip that is cut off', say(gzip, gzipSync(quota).subarray(0, 30)), notJson],
  [
    'a gigabyte in gzip',
    // Gzip may hold several of its files in a row.
    say(gzip, ...Array<Buffer>(100).fill(gzipSync(Buffer.alloc(10_000_000, ' ')))),
    notJson,
  ],
];

/** A sign-in after which no connection to the fault stays open, and not much of a flood was read. */
const signInAt = async (answer: Answer, atRecoveryHost: 'fails too' | 'is fine') => {
  const isHit = (host: string) => atRecoveryHost === 'fails too' || host === apiHost;
  const struck = (fine: Answer) => (atRecoveryHost === 'fails too' ? answer : byHost(answer, fine));
  const { outcome, requests, sockets } = await signInBy({
    access_token: struck(good.access_token),
    userinfo: struck(good.userinfo),
  });
  const hit = sockets.filter((_, index) => isHit(requests[index]?.host ?? ''));

  await closing(hit);

  for (const { bytesWritten } of hit) {
    // Beyond the largest body there is what was on its way.
    expect(bytesWritten).toBeLessThan(20_000_000);
  }

  return { outcome, hosts: requests.map(({ host }) => host) };
};

const user = { user: { id: tokenAnswer.unionid } };

// The time limit is that of two calls, of 4.8 seconds each.
describe.each([
  [describe, failures],
  [describe.concurrent, slowFailures],
])('a sign-in', { timeout: 11_000 }, (describe, rows) => {
  describe.each(rows)('with %s', (_, answer, error) => {
    it('at both hosts fails', async () => {
      const { outcome, hosts } = await signInAt(answer, 'fails too');

      expect(outcome).toMatchObject({ error });
      expect(hosts).toEqual([apiHost, recoveryHost]);
    });

    it('at the API host is saved by the recovery host', async () => {
      const { outcome, hosts } = await signInAt(answer, 'is fine');

      expect(outcome).toMatchObject(user);
      expect(hosts).toEqual([apiHost, recoveryHost, apiHost, recoveryHost]);
    });
  });
});

it.each(answers)('a sign-in with %s asks nobody else', async (_, answer, error) => {
  const { outcome, hosts } = await signInAt(answer, 'is fine');

  expect(outcome).toMatchObject({ error });
  expect(hosts).toEqual([apiHost]);
});

describe('a network', () => {
  it.each([
    ['refused', 'ECONNREFUSED'],
    ['unknown name', 'ENOTFOUND'],
    ['certificate of another host', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['reset before TLS', 'ECONNRESET'],
  ] as const)('that ends with %s at both hosts lets nobody in', async (name, cause) => {
    const { outcome, requests } = await withNetworkFault(networkFaults[name], () => signInBy({}));

    expect(outcome).toMatchObject({ error: unreachable(cause) });
    expect(requests).toEqual([]);
  });

  it.each(['refused', 'unknown name', 'certificate of another host'] as const)(
    'that ends with %s at the API host alone lets users in',
    async (name) => {
      const { outcome, requests } = await withNetworkFault(
        { ...networkFaults[name], hosts: [apiHost] },
        () => signInBy({})
      );

      expect(outcome).toMatchObject(user);
      expect(requests.map(({ host }) => host)).toEqual([recoveryHost, recoveryHost]);
    }
  );
});
