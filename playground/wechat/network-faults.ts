import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import tls from 'node:tls';

import { type Certificate, createCertificate } from './certificate.js';
import { apiHost, wechatHosts } from './hosts.js';
import { connectionsOf } from './serve.js';

/** What can go wrong on the way to WeChat, on demand. */

/** A server on loopback, with real TLS, that fails in a way in which networks fail. */
export type NetworkFault = {
  /** What differs from a connection to the real host, as `redirect` takes it. */
  options: tls.ConnectionOptions;
  /** Over when all connections are. */
  idle: () => Promise<void>;
  close: () => Promise<void>;
};

/** One of {@link networkFaults}. */
export type NetworkFaultName = keyof typeof networkFaults;

/** `tcp` is the connection below the TLS of `socket`. */
export type OnRequest = (socket: tls.TLSSocket, tcp: Socket) => void;

/** A server that fails when somebody connects, or asks. */
export const listen = async (
  { key, cert }: Certificate,
  { onConnection, onRequest }: { onConnection?: (tcp: Socket) => void; onRequest?: OnRequest }
): Promise<NetworkFault> => {
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

  const connections = connectionsOf(server);

  server.on('connection', (tcp: Socket) => onConnection?.(tcp));
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

/** What a server can do instead of answering a request. */
export const requestFaults = {
  'reset before the headers': (_socket, tcp) => {
    tcp.resetAndDestroy();
  },
  'body cut off': (socket) => {
    socket.end(`${headers(500)}{"access_token":`);
  },
  'not HTTP': (socket) => {
    socket.end('SSH-2.0-OpenSSH_9.2\r\n');
  },
  'no answer': () => undefined,
  'no end of the body': (socket) => {
    socket.write(`${headers(500)}{`);
  },
} satisfies Record<string, OnRequest>;

const failOnRequest = (name: keyof typeof requestFaults) => async () =>
  listen(await createCertificate(wechatHosts), { onRequest: requestFaults[name] });

/** The ways in which a network fails, each with a server of its own that has to be closed. */
export const networkFaults = {
  refused: async () => {
    const { options, idle, close } = await listen(await createCertificate(wechatHosts), {});

    await close();

    return { options, idle, close: async () => undefined };
  },
  'unknown name': async () => ({
    options: {
      host: apiHost,
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
  'reset before the headers': failOnRequest('reset before the headers'),
  'body cut off': failOnRequest('body cut off'),
  'not HTTP': failOnRequest('not HTTP'),
  'no answer': failOnRequest('no answer'),
  'no end of the body': failOnRequest('no end of the body'),
} satisfies Record<string, () => Promise<NetworkFault>>;
