import { syncBuiltinESMExports } from 'node:module';
import tls from 'node:tls';

/**
 * The connector has no setting for another host, and must not get one. So this module turns the
 * process's TLS connections elsewhere, below every HTTP client. It imports Node's modules alone,
 * because processes without a loader run it too, and because its text becomes part of the file that
 * a rehearsal's Logto is started with.
 */

/**
 * What differs from a connection to this host: `port`, `ca`… Nothing if it stays as it is. The host
 * is in lower case, without a dot at its end.
 *
 * @typedef {(host: string) => tls.ConnectionOptions | undefined} Route
 */

/** @type {Route[]} The newest first. */
const routes = [];

/** @type {Set<tls.TLSSocket>} The TLS connections that are open. */
const connections = new Set();

const { connect } = tls;

/** Takes what `tls.connect` takes: options, or a port, perhaps a host, and perhaps options. */
tls.connect = (...given) => {
  const objects = given.filter((part) => typeof part === 'object');
  const asked = Object.assign({ host: given[1] }, ...objects);
  const hosts = [asked.host, asked.servername]
    .filter((host) => typeof host === 'string')
    .map((host) => host.toLowerCase().replace(/\.$/, ''));
  const changes = routes.flatMap((route) => [...new Set(hosts)].map(route)).find(Boolean);

  // A socket that was opened before leads to the real host, perhaps through a proxy.
  if (changes) asked.socket?.destroy();

  const socket = changes
    ? connect(
        {
          ...asked,
          host: '127.0.0.1',
          servername: asked.servername || asked.host,
          // Whatever NODE_TLS_REJECT_UNAUTHORIZED or the caller says: anybody can listen on a port.
          rejectUnauthorized: true,
          checkServerIdentity: tls.checkServerIdentity,
          path: undefined,
          socket: undefined,
          lookup: undefined,
          ...changes,
        },
        given.find((part) => typeof part === 'function')
      )
    : connect(...given);

  connections.add(socket);
  socket.once('close', () => connections.delete(socket));

  return socket;
};

// For `import { connect } from 'node:tls'`.
syncBuiltinESMExports();

/** Those that are kept alive would go on to the host of before. */
export const closeConnections = () => {
  for (const socket of connections) {
    socket.destroy();
  }
};

/**
 * Turns connections, until the returned function is called. The newest route goes first.
 *
 * @param {Route} route
 */
export const redirect = (route) => {
  routes.unshift(route);
  closeConnections();

  return () => {
    routes.splice(routes.indexOf(route), 1);
    closeConnections();
  };
};
