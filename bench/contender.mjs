import '@logto/connector-kit';

import { setImmediate } from 'node:timers/promises';
import tls from 'node:tls';

/**
 * One contender, measured in a process of its own. Plain Node, because a loader's hooks would be
 * measured as well. Each message names a measure, and the answer is its figures.
 */

const { entry, settings, routes } = JSON.parse(process.argv[2]);

// PROVISIONAL
const { connect } = tls;
const connections = new Set();
tls.connect = (options, ...rest) => {
  const connection = connect({ ...options, host: '127.0.0.1', ...routes[options.host] }, ...rest);
  connections.add(connection);
  connection.once('close', () => connections.delete(connection));
  return connection;
};
const closeConnections = () => {
  for (const connection of connections) connection.destroy();
};

const noSession = async () => {
  throw new Error('No session');
};

const loadStart = performance.now();
const { default: createConnector } = await import(entry);
await createConnector({ getConfig: noSession });
const loadTime = performance.now() - loadStart;

const redirectUri = 'https://logto.example.com/callback/connector-id';
const authorizationRequest = {
  state: 'vGqYXyfBqLQf3n0hLk4kSg',
  redirectUri,
  connectorId: 'connector-id',
  connectorFactoryId: 'connector-factory-id',
  jti: '',
  headers: {},
};

/** The connector's part of a sign-in. As in Logto, each request has the connector made anew. */
const signIn = async (code) => {
  const { getAuthorizationUri } = await createConnector({ getConfig: async () => settings });
  const uri = await getAuthorizationUri(authorizationRequest, noSession);

  const { getUserInfo } = await createConnector({ getConfig: async () => settings });
  const user = await getUserInfo({ code, redirectUri }, noSession);

  if (!uri || !user.id) {
    throw new Error('Signed nobody in.');
  }
};

const measures = {
  /** A sign-in with no connection open before it or after it: milliseconds, and what failed. */
  signIn: async (code) => {
    const start = performance.now();
    const error = await signIn(code).then(
      () => undefined,
      ({ message }) => message
    );
    const time = performance.now() - start;

    // `fetch` is done with a connection one turn of the event loop after the answer has been read.
    await setImmediate();
    closeConnections();

    return { time, error };
  },

  /** Milliseconds of the processor that a sign-in takes while the connections stay open. */
  processorTime: async ([firstCode, ...codes]) => {
    await signIn(firstCode); // It may have to open them.

    const start = process.cpuUsage();

    for (const code of codes) {
      await signIn(code);
    }

    const { user, system } = process.cpuUsage(start);

    return (user + system) / 1000 / codes.length;
  },
};

process.on('message', async ([measure, parameter]) => {
  process.send(await measures[measure](parameter));
});
process.once('disconnect', () => process.exit());
process.send({ loadTime, node: process.version });
