import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';

import { ConnectorErrorCodes } from '@logto/connector-kit';
import { afterAll, describe, expect, it } from 'vitest';

import { apiHost, apiHosts, recoveryHost } from '../../playground/wechat/hosts.js';
import { networkFaults } from '../../playground/wechat/network-faults.js';
import { secrets, tokenAnswer } from '../support/answers.js';
import {
  type Answer,
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

const blanks = Buffer.alloc(65_536, ' ');
const gzip = head('200 OK', 'content-encoding: gzip', 'connection: close');
const answerInGzip = gzipSync(JSON.stringify(tokenAnswer));
const { General, InvalidResponse } = ConnectorErrorCodes;

/** What an error says of it. */
const lost = { cause: expect.any(String) as string };
const late = { cause: 'ETIMEDOUT' };

type Row = [name: string, answer: Answer, details: object];

/** After these the recovery host is asked. */
const failures: Row[] = [
  ['a reset at once', networkFaults['reset before the headers'].onRequest, { cause: 'ECONNRESET' }],
  ['a reset during the headers', sayAndReset('HTTP/1.1 200 OK\r\ncontent-le'), lost],
  ['a reset after the headers', sayAndReset(`${head('200 OK', 'content-length: 9')}{`), lost],
  ['a body that is cut off', networkFaults['body cut off'].onRequest, lost],
  ['no HTTP', networkFaults['not HTTP'].onRequest, lost],
  ['hanging up', say(''), lost],
  ['a header that never ends', flood('HTTP/1.1 200 OK\r\nx: ', Buffer.alloc(8192, 'x')), lost],
  ['wrong chunks', say(head('200 OK', 'transfer-encoding: chunked'), 'zz\r\n{"errcode":1}'), lost],
  ['503 with an endless body', flood(head('503 Busy'), blanks), { status: 503 }],
];

/** After these, too, once the time limit of the first try is over. */
const slowFailures: Row[] = [
  ['no answer', networkFaults['no answer'].onRequest, late],
  ['no end of the body', networkFaults['no end of the body'].onRequest, late],
  // Node's `fetch` may miss the error when it comes with the headers; then the time limit ends it.
  ['gzip that is not gzip', say(gzip, '{}'), lost],
  [
    'a body that trickles',
    flood(head('200 OK', 'content-length: 500'), Buffer.from(' '), 1000),
    late,
  ],
  ['headers that trickle', flood('HTTP/1.1 200 OK\r\n', Buffer.from('x: y\r\n'), 1000), late],
  ['interim responses without end', flood('', Buffer.from(head('103 Early Hints')), 100), late],
];

/** After these it is not. */
const answers: [name: string, answer: Answer, error: object][] = [
  [
    'a redirect to another host',
    say(head('302 Found', 'location: https://example.com/', 'content-length: 0')),
    { code: General, data: { status: 302 } },
  ],
  [
    '404 with an endless body',
    flood(head('404 Not Found'), blanks),
    { code: General, data: { status: 404 } },
  ],
  ['an endless body', flood(head('200 OK'), blanks), { code: InvalidResponse }],
  ['gzip that is cut off', say(gzip, answerInGzip.subarray(0, 30)), { code: InvalidResponse }],
  [
    'a gigabyte in gzip',
    // Gzip may hold several of its files in a row.
    say(gzip, ...Array<Buffer>(100).fill(gzipSync(Buffer.alloc(10_000_000, ' ')))),
    { code: InvalidResponse },
  ],
];

/** A sign-in after which no connection to the fault stays open, and not much of a flood was read. */
const signInWith = async (answer: Answer, hosts: string[]) => {
  const strike =
    (fine: Answer): Answer =>
    (...request) =>
      (hosts.includes(request[2].host) ? answer : fine)(...request);
  const { outcome, requests, sockets } = await signInBy({
    access_token: strike(good.access_token),
    userinfo: strike(good.userinfo),
  });
  const struck = sockets.filter((_, index) => hosts.includes(requests[index]?.host ?? ''));

  await closing(struck);

  for (const { bytesWritten } of struck) {
    // Beyond the largest body there is what was on its way.
    expect(bytesWritten).toBeLessThan(20_000_000);
  }

  return { outcome, asked: requests.map(({ host }) => host) };
};

const user = { user: { id: tokenAnswer.unionid } };

// The time limit is that of two calls, of 4.8 seconds each.
describe.each([
  [describe, failures],
  [describe.concurrent, slowFailures],
])('a sign-in', { timeout: 11_000 }, (describe, rows) => {
  describe.each(rows)('with %s', (_, answer, data) => {
    it('at both hosts fails', async () => {
      await expect(signInWith(answer, apiHosts)).resolves.toMatchObject({
        outcome: { error: { code: General, data: { ...data, host: apiHost } } },
        asked: [apiHost, recoveryHost],
      });
    });

    it('at the API host is saved by the recovery host', async () => {
      await expect(signInWith(answer, [apiHost])).resolves.toMatchObject({
        outcome: user,
        asked: [apiHost, recoveryHost, apiHost, recoveryHost],
      });
    });
  });
});

it.each(answers)('a sign-in with %s asks nobody else', async (_, answer, error) => {
  await expect(signInWith(answer, apiHosts)).resolves.toMatchObject({
    outcome: { error },
    asked: [apiHost],
  });
});

describe('a network', () => {
  it.each([
    ['refused', 'ECONNREFUSED'],
    ['unknown name', 'ENOTFOUND'],
    ['certificate of another host', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['reset before TLS', 'ECONNRESET'],
  ] as const)('that ends with %s at both hosts lets nobody in', async (name, cause) => {
    const { outcome, requests } = await withNetworkFault(networkFaults[name], () => signInBy({}));

    expect(outcome).toMatchObject({ error: { code: General, data: { cause } } });
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
