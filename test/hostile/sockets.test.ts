import tls from 'node:tls';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';

import { ConnectorErrorCodes } from '@logto/connector-kit';
import {
  afterAll,
  afterEach,
  beforeEach,
  describe,
  expect,
  it,
  type MockInstance,
  vi,
} from 'vitest';

import { drive } from '../../playground/logto/drive.js';
import { websiteApp } from '../../playground/wechat/apps-and-people.js';
import { apiHost as api, recoveryHost as recoveryApi } from '../../playground/wechat/hosts.js';
import { networkFaults } from '../../playground/wechat/network-faults.js';
import { redirect } from '../../playground/wechat/redirect.mjs';
import { serveWechat } from '../../playground/wechat/serve.js';
import { visit } from '../../playground/wechat/visitor.js';
import { createWechat, type Wechat } from '../../playground/wechat/wechat.js';
import createConnector from '../../src/index.js';
import { type FaultyServer, serveFault } from '../support/faulty-server.js';
import { check, endingOf } from '../support/outcome.js';
import { expectNoSecret, searchable } from '../support/secrets.js';
import { size } from '../support/size.js';
import { watchProcess } from '../support/watch.js';

/** Networks that fail and servers that mean harm, on real TLS sockets. */

const secrets = [websiteApp.secret];

watchProcess(secrets);

const { authorize, signIn } = drive(createConnector);

// A collection in the middle of an answer once made `fetch` deaf to its signal, so have many.
setFlagsFromString('--expose-gc');
const collectGarbage = setInterval(runInNewContext('gc') as () => void, 100);

afterAll(() => {
  clearInterval(collectGarbage);
});

/** Sends `first`, then `rest` over and over for as long as the client reads, or at a pace. */
const flood =
  (first: string, rest: Buffer, milliseconds = 0) =>
  async (): Promise<FaultyServer> =>
    serveFault({
      onRequest: (socket) => {
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
      },
    });

/** Sends this and hangs up. */
const say =
  (...parts: (string | Buffer)[]) =>
  async (): Promise<FaultyServer> =>
    serveFault({
      onRequest: (socket) => {
        socket.end(Buffer.concat(parts.map((part) => Buffer.from(part))));
      },
    });

/** Sends this and, once it is on its way, a reset. */
const sayAndReset = (text: string) => async (): Promise<FaultyServer> =>
  serveFault({
    onRequest: (socket, tcp) => {
      socket.write(text, () => {
        setImmediate(() => {
          tcp.resetAndDestroy();
        });
      });
    },
  });

const head = (status: string, ...headers: string[]) =>
  `HTTP/1.1 ${status}\r\n${headers.map((header) => `${header}\r\n`).join('')}\r\n`;

const quota = JSON.stringify({ errcode: 45_009, errmsg: 'reach max api daily quota limit' });
const quotaAnswer = `${head('200 OK', `content-length: ${quota.length}`, 'connection: close')}${quota}`;

type Expected = {
  createFault: () => Promise<FaultyServer>;
  /** What both tries end with. */
  error: { code: ConnectorErrorCodes; data?: unknown };
  /** Whether it counts as an answer, after which WeChat is not asked again. */
  isAnswer?: boolean;
  /** Whether a sign-in, or its last connection, takes seconds to end. */
  isSlow?: boolean;
};

/** What a `General` error holds: words for the end user, and what only an admin needs. */
const general = (words: RegExp, details: object) => ({
  code: ConnectorErrorCodes.General,
  data: { errorDescription: expect.stringMatching(words) as string, ...details },
});
const unreachable = (cause: unknown = expect.any(String)) =>
  general(/^暂时无法连接微信.*WeChat cannot be reached: please/, { host: api, cause });
const tooSlow = unreachable('ETIMEDOUT');
const httpStatus = (status: number, host = api) =>
  general(/^微信暂时无法响应.*WeChat is not responding/, { host, status });
const notJson = {
  code: ConnectorErrorCodes.InvalidResponse,
  data: { errorDescription: expect.stringMatching(/not a JSON object$/) as string },
};
const overQuota = { code: ConnectorErrorCodes.RateLimitExceeded };

/** What the system calls those that have a name. */
const causes: Record<string, string | undefined> = {
  apiHostDown: 'ECONNREFUSED',
  refused: 'ECONNREFUSED',
  'unknown name': 'ENOTFOUND',
  'certificate of another host': 'ERR_TLS_CERT_ALTNAME_INVALID',
  'reset before TLS': 'ECONNRESET',
  'reset before the headers': 'ECONNRESET',
  'no answer': 'ETIMEDOUT',
  'no end of the body': 'ETIMEDOUT',
};

/** Also `npm test` has all of these, in at least two of the ways in which they can strike. */
const networkFailures = Object.entries(networkFaults).map(([name, fault]): [string, Expected] => {
  const error = unreachable(causes[name]);
  const createFault = async () => serveFault(fault);

  return [name, { createFault, error, isSlow: causes[name] === 'ETIMEDOUT' }];
});

const hostileServers: Record<string, Expected> = {
  'reset during the headers': {
    createFault: sayAndReset('HTTP/1.1 200 OK\r\ncontent-le'),
    error: unreachable(),
  },
  'reset after the headers': {
    createFault: sayAndReset(`${head('200 OK', 'content-length: 500')}{"access_token":`),
    error: unreachable(),
  },
  'hung up after the request': { createFault: say(''), error: unreachable() },
  'status line of nonsense': {
    createFault: say('HTTP/1.1 OK 200\r\n\r\n{}'),
    error: unreachable(),
  },
  'a header that never ends': {
    createFault: flood('HTTP/1.1 200 OK\r\nx: ', Buffer.alloc(8192, 'x')),
    error: unreachable(),
  },
  // Node's `fetch` may miss the error when it comes with the headers; then the time limit ends it.
  'gzip that is not gzip': {
    createFault: say(head('200 OK', 'content-encoding: gzip', 'connection: close'), quota),
    error: unreachable(),
    isSlow: true,
  },
  'chunks of nonsense': {
    createFault: say(
      head('200 OK', 'transfer-encoding: chunked'),
      'zz\r\n{"errcode":1}\r\n0\r\n\r\n'
    ),
    error: unreachable(),
  },
  'a body that trickles': {
    createFault: flood(head('200 OK', 'content-length: 500'), Buffer.from(' '), 1000),
    error: tooSlow,
    isSlow: true,
  },
  'headers that trickle': {
    createFault: flood('HTTP/1.1 200 OK\r\n', Buffer.from('x: y\r\n'), 1000),
    error: tooSlow,
    isSlow: true,
  },
  'interim responses without end': {
    createFault: flood('', Buffer.from(head('103 Early Hints')), 100),
    error: tooSlow,
    isSlow: true,
  },
  '503 with an endless body': {
    createFault: flood(head('503 Busy'), Buffer.alloc(65_536, ' ')),
    error: httpStatus(503, recoveryApi),
    isSlow: true,
  },
  // From here on WeChat has answered.
  '100 interim responses': {
    createFault: say(head('103 Early Hints').repeat(100), quotaAnswer),
    error: overQuota,
    isAnswer: true,
  },
  'redirect to another host': {
    createFault: say(head('302 Found', 'location: https://example.com/', 'content-length: 0')),
    error: httpStatus(302),
    isAnswer: true,
  },
  '404 with an endless body': {
    createFault: flood(head('404 Not Found'), Buffer.alloc(65_536, ' ')),
    error: httpStatus(404),
    isAnswer: true,
    isSlow: true,
  },
  'an endless body': {
    createFault: flood(head('200 OK'), Buffer.alloc(65_536, ' ')),
    error: notJson,
    isAnswer: true,
    isSlow: true,
  },
  'a body of a gigabyte': {
    createFault: flood(head('200 OK', 'content-length: 1000000000'), Buffer.alloc(65_536, '{')),
    error: notJson,
    isAnswer: true,
    isSlow: true,
  },
  'gzip that is cut off': {
    createFault: say(
      head('200 OK', 'content-encoding: gzip', 'connection: close'),
      gzipSync(quota).subarray(0, 30)
    ),
    error: notJson,
    isAnswer: true,
  },
  'a gigabyte in gzip': {
    createFault: say(
      head('200 OK', 'content-encoding: gzip', 'connection: close'),
      // Gzip may hold several of its files in a row.
      ...Array<Buffer>(100).fill(gzipSync(Buffer.alloc(10_000_000, ' ')))
    ),
    error: notJson,
    isAnswer: true,
    isSlow: true,
  },
};

/** Undone after each test, last first. */
let cleanUps: (() => unknown)[];
/** The hosts that were asked, in order. */
let asked: string[];
let wechat: Wechat;
/** The requests that came through to WeChat, in order. */
const answered = () => wechat.requests.map(({ host, path }) => `${host}${path}`);
/** The connections, of which there may be more: Node's `fetch` has one in stock after an abort. */
let connect: MockInstance<(options: tls.ConnectionOptions) => tls.TLSSocket>;

/** Lets the fault strike those connections that `isHit` says, and notes what is asked for. */
const strike = (fault: FaultyServer, isHit: (host: string, index: number) => boolean) => {
  const { fetch } = globalThis;
  let count = 0;

  asked = [];
  globalThis.fetch = async (input, init) => {
    asked.push(new URL(input instanceof Request ? input.url : input).host);

    // No request made of this one: it could be collected, and its signal with it.
    return fetch(input, init);
  };
  connect = vi.spyOn(
    tls as { connect: (options: tls.ConnectionOptions) => tls.TLSSocket },
    'connect'
  );
  cleanUps.push(
    redirect((host) => (isHit(host, count++) ? fault.options : undefined)),
    () => {
      connect.mockRestore();
      globalThis.fetch = fetch;
    }
  );
};

const callbackOf = async (scope: string) => {
  const config = { clientId: websiteApp.appid, clientSecret: websiteApp.secret, scope };
  const callback = await visit(await authorize(config), 'ming');

  secrets.push(callback.code ?? '');

  return { config, callback };
};

const signedIn = { user: { name: '小明 🌈' } };

beforeEach(async () => {
  wechat = createWechat();
  cleanUps = [await serveWechat(wechat)];
});

afterEach(async () => {
  for (const cleanUp of cleanUps.reverse()) {
    await cleanUp();
  }
});

const selected = [
  ...networkFailures,
  ...Object.entries(hostileServers).filter(([, { isSlow }]) => size(!isSlow, true)),
];

it('a healthy sign-in makes two requests, one with snsapi_base', async () => {
  const signInWith = async (scope: string) => {
    const { config, callback } = await callbackOf(scope);

    wechat.requests.length = 0;

    return check(await endingOf(() => signIn(config, callback)), secrets);
  };

  expect(await signInWith('snsapi_userinfo')).toMatchObject(signedIn);
  expect(answered()).toEqual([`${api}/sns/oauth2/access_token`, `${api}/sns/userinfo`]);

  expect(await signInWith('snsapi_base')).toHaveProperty('user');
  expect(answered()).toEqual([`${api}/sns/oauth2/access_token`]);
});

describe.each(selected)('%s', (_, { createFault, error, isAnswer, isSlow = false }) => {
  /** Whether to look only at what `npm test` has the time for. */
  const isShort = size(isSlow, false);

  /** A whole sign-in while the fault strikes. */
  const signInWhile = async (isHit: (host: string, index: number) => boolean) => {
    const { config, callback } = await callbackOf('snsapi_userinfo');
    const fault = await createFault();

    cleanUps.push(fault.close);
    strike(fault, isHit);
    wechat.requests.length = 0;

    const outcome = check(await endingOf(() => signIn(config, callback)), secrets);

    if ('user' in outcome) {
      expectNoSecret(outcome, secrets);
    }

    if (!isShort) {
      // No connection to the fault stays open, though the fault would keep it forever.
      await fault.idle();
    }

    return outcome;
  };

  it('at both domains', async () => {
    const outcome = await signInWhile(() => true);

    expect(outcome).toMatchObject({ error });
    expect(searchable(outcome)).not.toMatch(/\?\w+=/);
    expect(asked).toEqual(isAnswer ? [api] : [api, recoveryApi]);
    expect(answered()).toEqual([]);

    for (const [{ host }] of connect.mock.calls) {
      expect([api, recoveryApi]).toContain(host);
    }

    for (const { value: socket } of connect.mock.results) {
      // What is beyond the largest body is not read, but for what was on its way.
      expect((socket as tls.TLSSocket).bytesRead).toBeLessThan(2_000_000);
    }
  });

  describe.runIf(!isAnswer)('but not an answer', () => {
    it.skipIf(isShort)('at the first try only', async () => {
      const outcome = await signInWhile((_, index) => index === 0);

      expect(outcome).toMatchObject(signedIn);
      expect(asked).toEqual([api, recoveryApi, api]);
    });

    it('at the first domain only', async () => {
      const outcome = await signInWhile((host) => host === api);

      expect(outcome).toMatchObject(signedIn);
      expect(asked).toEqual([api, recoveryApi, api, recoveryApi]);
      expect(answered()).toEqual([
        `${recoveryApi}/sns/oauth2/access_token`,
        `${recoveryApi}/sns/userinfo`,
      ]);
    });
  });

  it.skipIf(isShort)('at the recovery domain only', async () => {
    const outcome = await signInWhile((host) => host === recoveryApi);

    expect(outcome).toMatchObject(signedIn);
    expect(asked).toEqual([api, api]);
  });
});
