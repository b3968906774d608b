import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { promisify } from 'node:util';

import { serve, type ServerType } from '@hono/node-server';
import type { Hono } from 'hono';

import { type Certificate, createCertificate } from './certificate.js';
import { apiHosts, wechatHosts } from './hosts.js';
import { redirect } from './redirect.mjs';
import type { Wechat } from './wechat.js';

/** How applications are served on loopback, and the simulated WeChat under WeChat's host names. */

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

/** What answers in WeChat's place. */
type Answering = Pick<Wechat, 'getNetworkFault'> & {
  app: { fetch: (request: Request, env: TlsBindings) => Response | Promise<Response> };
};

/**
 * Serves a simulated WeChat over TLS on loopback, under WeChat's host names.
 *
 * @param port 0 for a free one.
 * @param given the certificate, if it is not to be one for this run only.
 * @returns the certificate too, in PEM.
 * @throws `EADDRINUSE` and what else a server's `error` event holds.
 */
export const serveTls = async (
  { app, getNetworkFault }: Answering,
  port = 0,
  given?: Certificate
): Promise<Served & { ca: string }> => {
  const certificate = given ?? (await createCertificate(wechatHosts));
  const server = serve({
    fetch: async (request, { incoming }) => {
      const socket = incoming.socket as TLSSocket;

      return app.fetch(request, { socket, tcp: connections.get(socket.remotePort) });
    },
    createServer,
    serverOptions: certificate,
    hostname,
    port,
  });
  const connections = connectionsOf(server);

  server.on('connection', (tcp: Socket) => getNetworkFault()?.onConnection?.(tcp));

  return { ...(await start(server)), ca: certificate.cert };
};

/**
 * Serves a simulated WeChat to this process alone: its connections to WeChat end there.
 *
 * @returns what ends that.
 */
export const serveWechat = async (wechat: Answering): Promise<() => Promise<void>> => {
  const { port, ca, close } = await serveTls(wechat);
  const restore = redirect((host) => {
    const { options, hosts = apiHosts } = wechat.getNetworkFault() ?? {};

    return wechatHosts.includes(host)
      ? { port, ca, ...(hosts.includes(host) && options) }
      : undefined;
  });

  return async () => {
    restore();
    await close();
  };
};
