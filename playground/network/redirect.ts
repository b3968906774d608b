import tls from 'node:tls';

/**
 * The connector has no setting for another host, and must not get one. So this module turns the
 * process's TLS connections to loopback, below every HTTP client.
 */

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

/** Closes the connections that are kept alive too: they would go on to the host of before. */
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
