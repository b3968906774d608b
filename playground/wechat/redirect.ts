import tls from 'node:tls';

/**
 * The connector has no setting for another host, and must not get one. So this module turns the
 * process's TLS connections to loopback, below every HTTP client.
 */

/** What differs from the connection to `host` that was asked for: `port`, `ca`… Nothing if it stays. */
export type Route = (host: string) => tls.ConnectionOptions | undefined;

/** The newest first. */
const routes: Route[] = [];
const open = new Set<tls.TLSSocket>();
const connect = tls.connect as (
  options: tls.ConnectionOptions,
  ...rest: unknown[]
) => tls.TLSSocket;

const connectByRoute = (asked: tls.ConnectionOptions, ...rest: unknown[]): tls.TLSSocket => {
  const changes = routes.map((route) => route(asked.host ?? '')).find(Boolean);
  const socket = connect({ ...asked, ...(changes && { host: '127.0.0.1', ...changes }) }, ...rest);

  open.add(socket);
  socket.once('close', () => open.delete(socket));

  return socket;
};

/** Those that are kept alive would go on to the host of before. */
const closeConnections = (): void => {
  for (const socket of open) {
    socket.destroy();
  }
};

/**
 * Sends this process's TLS connections elsewhere, until the returned function is called. The newest
 * route goes first.
 */
export const redirect = (route: Route): (() => void) => {
  if (routes.length === 0) {
    tls.connect = connectByRoute as typeof tls.connect;
  }

  routes.unshift(route);
  closeConnections();

  return () => {
    routes.splice(routes.indexOf(route), 1);
    closeConnections();

    if (routes.length === 0) {
      tls.connect = connect as typeof tls.connect;
    }
  };
};
