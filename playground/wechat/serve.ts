import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { promisify } from 'node:util';

import { serve, type ServerType } from '@hono/node-server';
import type { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';

import type { Certificate } from './certificate.js';

/** Answers a request whose body is larger than any form's by HTTP 413, without reading the rest. */
export const limitBody = bodyLimit({ maxSize: 64 * 1024 });

/** A server on loopback that listens. */
export type Served = { port: number; close: () => Promise<void> };

const start = async (server: ServerType): Promise<Served> => {
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = promisify(server.close.bind(server))();

      if ('closeAllConnections' in server) {
        server.closeAllConnections();
      }

      await closed;
    },
  };
};

const hostname = '127.0.0.1';

/**
 * Serves an application on loopback.
 *
 * @param port 0 for a free one.
 * @throws `EADDRINUSE` and what else a server's `error` event holds.
 */
export const serveHttp = async ({ fetch }: Hono, port: number): Promise<Served> =>
  start(serve({ fetch, hostname, port }));

/** A server's open TCP connections by the port at the other end: what is below those of TLS. */
export const connectionsOf = (server: Pick<Server, 'on'>): Map<number | undefined, Socket> => {
  const connections = new Map<number | undefined, Socket>();

  server.on('connection', (tcp) => {
    connections.set(tcp.remotePort, tcp);
    tcp.once('close', () => connections.delete(tcp.remotePort));
  });

  return connections;
};

/** What an application that is served over TLS knows of a request's connection. */
export type TlsBindings = { socket: TLSSocket; tcp?: Socket };

/** Serves an application over TLS on loopback, on a free port. */
export const serveTls = async (
  app: { fetch: (request: Request, env: TlsBindings) => Response | Promise<Response> },
  serverOptions: Certificate
): Promise<Served> => {
  const fetch: Parameters<typeof serve>[0]['fetch'] = async (request, { incoming }) => {
    const socket = incoming.socket as TLSSocket;

    return app.fetch(request, { socket, tcp: connections.get(socket.remotePort) });
  };
  const server = serve({ fetch, createServer, serverOptions, hostname, port: 0 });
  const connections = connectionsOf(server);

  return start(server);
};
