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

export const wechatHosts = ['open.weixin.qq.com', 'api.weixin.qq.com', 'api2.weixin.qq.com'];

export type Certificate = { key: string; cert: string };

/** A certificate for the hosts, self-signed, for this run only. */
export const createCertificate = async (hosts: readonly string[]): Promise<Certificate> => {
  const { private: key, cert } = await generate(
    [{ name: 'commonName', value: 'WeChat stand-in' }],
    {
      keyType: 'ec',
      algorithm: 'sha256',
      extensions: [
        { name: 'subjectAltName', altNames: hosts.map((value) => ({ type: 2, value })) },
      ],
    }
  );

  return { key, cert };
};

const routes = new Map<string, tls.ConnectionOptions>();
const connect = tls.connect as (
  options: tls.ConnectionOptions,
  ...rest: unknown[]
) => tls.TLSSocket;

/**
 * Sends this process's TLS connections to `host` elsewhere, until the returned function is called.
 *
 * @param options what differs from the connection that was asked for: `port`, `ca`, `lookup`…
 */
export const redirect = (host: string, options: tls.ConnectionOptions): (() => void) => {
  tls.connect = ((asked: tls.ConnectionOptions, ...rest: unknown[]) =>
    connect({ ...asked, ...routes.get(asked.host ?? '') }, ...rest)) as typeof tls.connect;
  routes.set(host, { host: '127.0.0.1', ...options });

  return () => {
    routes.delete(host);
  };
};

export type Served = { port: number; close: () => Promise<void> };

/** Serves an application over TLS on loopback, on a free port. */
export const serveTls = async (app: Hono, { key, cert }: Certificate): Promise<Served> => {
  const server: ServerType = serve({
    fetch: app.fetch,
    createServer,
    serverOptions: { key, cert },
    hostname: '127.0.0.1',
    port: 0,
  });

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
