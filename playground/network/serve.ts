import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
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

/** Serves an application over TLS on loopback, on a free port. */
export const serveTls = async ({ fetch }: Hono, serverOptions: Certificate): Promise<Served> =>
  start(serve({ fetch, createServer, serverOptions, hostname, port: 0 }));
