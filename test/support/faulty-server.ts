import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import tls from 'node:tls';

import { createCertificate } from '../../playground/wechat/certificate.js';
import { wechatHosts } from '../../playground/wechat/hosts.js';
import type { NetworkFault } from '../../playground/wechat/network-faults.js';
import { connectionsOf } from '../../playground/wechat/serve.js';

/** A server on loopback, with real TLS, that fails and does nothing else. */
export type FaultyServer = {
  /** What differs from a connection to the real host, as `redirect` takes it. */
  options: tls.ConnectionOptions;
  /** Over when all connections are. */
  idle: () => Promise<void>;
  close: () => Promise<void>;
};

/** Starts a server that fails when somebody connects, or asks. */
export const serveFault = async ({
  options,
  onConnection,
  onRequest,
}: NetworkFault): Promise<FaultyServer> => {
  const { key, cert } = await createCertificate(wechatHosts);
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
    options: { port: (server.address() as AddressInfo).port, ca: cert, ...options },
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
