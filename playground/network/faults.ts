import { once } from 'node:events';
import { type AddressInfo, type Socket } from 'node:net';
import tls from 'node:tls';
import { setTimeout as delay } from 'node:timers/promises';

import { type MiddlewareHandler } from 'hono';

import { apiHost, createCertificate, wechatHosts, type Certificate } from './redirect.js';
import { fail } from '../wechat/wechat.js';

/** What can go wrong at WeChat and on the way to it, on demand. */

/** A server on loopback, with real TLS, that fails in a way in which networks fail. */
export type NetworkFault = {
  /** What differs from a connection to the real host, as `redirect` takes it. */
  options: tls.ConnectionOptions;
  /** Over when all connections are. */
  idle: () => Promise<void>;
  close: () => Promise<void>;
};

/** `tcp` is the connection below the TLS of `socket`. */
type OnRequest = (socket: tls.TLSSocket, tcp: Socket) => void;

/** A server that fails when somebody connects, or asks. */
export const listen = async (
  { key, cert }: Certificate,
  { onConnection, onRequest }: { onConnection?: (tcp: Socket) => void; onRequest?: OnRequest }
): Promise<NetworkFault> => {
  const connections = new Map<number | undefined, Socket>();
  const server = tls.createServer({ key, cert }, (socket) => {
    // Clients go away in the middle of everything here.
    socket.on('error', () => undefined);
    socket.once('data', () => {
      const tcp = connections.get(socket.remotePort);

      if (tcp) {
        onRequest?.(socket, tcp);
      }
    });
  });

  server.on('connection', (tcp: Socket) => {
    connections.set(tcp.remotePort, tcp);
    tcp.once('close', () => connections.delete(tcp.remotePort));
    onConnection?.(tcp);
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    options: { port: (server.address() as AddressInfo).port, ca: cert },
    idle: async () => {
      while (connections.size > 0) {
        await Promise.all(Array.from(connections.values(), async (tcp) => once(tcp, 'close')));
      }
    },
    close: async () => {
      for (const tcp of connections.values()) {
        tcp.destroy();
      }

      server.close();
      await once(server, 'close');
    },
  };
};

const headers = (length: number | string) =>
  `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: ${length}\r\n\r\n`;

/** The ways in which a network fails, each with a server of its own that has to be closed. */
export const networkFaults: Record<string, () => Promise<NetworkFault>> = {
  refused: async () => {
    const { options, idle, close } = await listen(await createCertificate(wechatHosts), {});

    await close();

    return { options, idle, close: async () => undefined };
  },
  'unknown name': async () => ({
    options: {
      host: 'api.weixin.qq.com',
      lookup: (host, _options, callback) => {
        callback(Object.assign(new Error(`no ${host}`), { code: 'ENOTFOUND' }), []);
      },
    },
    idle: async () => undefined,
    close: async () => undefined,
  }),
  'certificate of another host': async () => listen(await createCertificate(['example.com']), {}),
  'reset before TLS': async () =>
    listen(await createCertificate(wechatHosts), {
      onConnection: (tcp) => {
        tcp.resetAndDestroy();
      },
    }),
  'reset before the headers': async () =>
    listen(await createCertificate(wechatHosts), {
      onRequest: (_socket, tcp) => {
        tcp.resetAndDestroy();
      },
    }),
  'body cut off': async () =>
    listen(await createCertificate(wechatHosts), {
      onRequest: (socket) => {
        socket.end(`${headers(500)}{"access_token":`);
      },
    }),
  'not HTTP': async () =>
    listen(await createCertificate(wechatHosts), {
      onRequest: (socket) => {
        socket.end('SSH-2.0-OpenSSH_9.2\r\n');
      },
    }),
  'no answer': async () => listen(await createCertificate(wechatHosts), {}),
  'no end of the body': async () =>
    listen(await createCertificate(wechatHosts), {
      onRequest: (socket) => {
        socket.write(`${headers(500)}{`);
      },
    }),
};

const tokenPath = '/sns/oauth2/access_token';
const userInfoPath = '/sns/userinfo';

/**
 * What comes before an answer of the stand-in's API, or in its place.
 *
 * @param passTime moves the stand-in's clock on.
 */
export const createAnswerFaults = (
  passTime: (minutes: number) => void
): Record<string, MiddlewareHandler> => ({
  'busy (errcode -1)': async () => fail(-1, 'system error'),
  'daily quota used up (errcode 45009)': async () => fail(45009, 'reach max api daily quota limit'),
  'too many calls in a minute (errcode 45011)': async () =>
    fail(45011, 'api minute-quota reach limit'),
  'consent withdrawn (errcode 50001)': async ({ req }, next) =>
    req.path === userInfoPath ? fail(50001, 'user unauthorized') : next(),
  'ten minutes pass before the code is used': async ({ req }, next) => {
    if (req.path === tokenPath) {
      passTime(10);
    }

    return next();
  },
  'two hours pass before the user info is read': async ({ req }, next) => {
    if (req.path === userInfoPath) {
      passTime(120);
    }

    return next();
  },
  'code taken, but the answer is lost': async (context, next) => {
    await next();

    if (new URL(context.req.url).host === apiHost) {
      context.res = new Response('Bad Gateway', { status: 502 });
    }
  },
  'HTTP 401 for the user info': async ({ req }, next) =>
    req.path === userInfoPath ? new Response('Unauthorized', { status: 401 }) : next(),
  'HTTP 429': async () => new Response('Too Many Requests', { status: 429 }),
  'HTTP 503': async () => new Response('Service Unavailable', { status: 503 }),
  'redirect to another host': async ({ req }) =>
    new Response(null, { status: 302, headers: { location: `https://example.com${req.path}` } }),
  'not JSON': async () => new Response('<html>Please log in to the Wi-Fi.</html>'),
  'openid missing': async () => new Response('{"access_token":"98_only"}'),
  slow: async (_, next) => {
    await delay(1500);

    return next();
  },
});
