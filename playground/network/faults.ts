import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import tls from 'node:tls';

import { type Certificate, createCertificate } from './certificate.js';
import { apiHost, wechatHosts } from './hosts.js';

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
} satisfies Record<string, () => Promise<NetworkFault>>;
