import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { promisify } from 'node:util';

import { serve, type ServerType } from '@hono/node-server';
import { type Hono } from 'hono';
import { createServer } from 'node:https';
import { generate } from 'selfsigned';

/**
 * Stands between the connector and the network. The connector has no switch for another host, and
 * must not get one: so its TLS connections are turned to loopback here, below every HTTP client.
 */

/** WeChat's API domain, and the one for when that is down. */
export const [apiHost, recoveryHost] = ['api.weixin.qq.com', 'api2.weixin.qq.com'];

/** All that the stand-in is served as. */
export const wechatHosts = ['open.weixin.qq.com', apiHost, recoveryHost];

/** In PEM. */
export type Certificate = { key: string; cert: string };

/** A certificate for the hosts, self-signed, for this run only. */
export const createCertificate = async (hosts: readonly string[]): Promise<Certificate> => {
  const { private: key, cert } = await generate(
    [{ name: 'commonName', value: 'WeChat stand-in' }],
    {
      keyType: 'ec',
      algorithm: 'sha256',
      // An hour ago: OpenSSL's clock can be a second behind the one that dates a certificate now.
      notBeforeDate: new Date(Date.now() - 3_600_000),
      extensions: [
        { name: 'subjectAltName', altNames: hosts.map((value) => ({ type: 2, value })) },
      ],
    }
  );

  return { key, cert };
};

const routes = new Map<string, tls.ConnectionOptions>();
const open = new Map<string, Set<tls.TLSSocket>>();
const connect = tls.connect as (
  options: tls.ConnectionOptions,
  ...rest: unknown[]
) => tls.TLSSocket;

const connectByRoute = (asked: tls.ConnectionOptions, ...rest: unknown[]): tls.TLSSocket => {
  const host = asked.host ?? '';
  const socket = connect({ ...asked, ...routes.get(host) }, ...rest);
  const sockets = open.get(host)?.add(socket);

  socket.once('close', () => sockets?.delete(socket));

  return socket;
};

/** Kept connections would go on to where they went before. */
const setRoute = (host: string, options: tls.ConnectionOptions | undefined): void => {
  for (const socket of open.get(host) ?? []) {
    socket.destroy();
  }

  open.set(host, new Set());

  if (options) {
    routes.set(host, options);
  } else {
    routes.delete(host);
  }
};

/**
 * Sends this process's TLS connections to `host` elsewhere, until the returned function is called.
 *
 * @param options what differs from the connection that was asked for: `port`, `ca`, `lookup`…
 */
export const redirect = (host: string, options: tls.ConnectionOptions): (() => void) => {
  const before = routes.get(host);

  tls.connect = connectByRoute as typeof tls.connect;
  setRoute(host, { host: '127.0.0.1', ...options });

  return () => {
    setRoute(host, before);
  };
};

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

/** Serves a stand-in under WeChat's host names, to this process alone. */
export const serveWechat = async (wechat: Hono): Promise<() => Promise<void>> => {
  const certificate = await createCertificate(wechatHosts);
  const { port, close } = await serveTls(wechat, certificate);
  const restore = wechatHosts.map((host) => redirect(host, { port, ca: certificate.cert }));

  return async () => {
    for (const undo of restore) {
      undo();
    }

    await close();
  };
};
