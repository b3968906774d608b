import '@logto/connector-kit';

import { once } from 'node:events';
import { setImmediate, setTimeout } from 'node:timers/promises';
import tls from 'node:tls';

/**
 * One process, one contender, measured. Plain Node: a loader's hooks would distort what is measured.
 * `processes.ts` names a measure in each message, and gets its figures as the answer.
 */

const { entry, port, ca } = JSON.parse(process.argv[2]);

// Below every HTTP client, and so the same for all.
const { connect } = tls;
const connections = new Set();

tls.connect = (options, ...rest) => {
  const connection = connect({ ...options, host: '127.0.0.1', port, ca }, ...rest);

  connections.add(connection);
  connection.once('close', () => connections.delete(connection));

  return connection;
};

const noSession = async () => {
  throw new Error('No session');
};

const loadStart = performance.now();
const { default: createConnector } = await import(entry);
await createConnector({ getConfig: noSession });
const loadTime = performance.now() - loadStart;

/** Each connector finds its own names here, and ignores the others. */
const id = 'wx7d3c5b9a1e8f2046';
const secret = '9f86d081884c7d659a2feaa0c55ad015';
const config = { clientId: id, clientSecret: secret, appId: id, appSecret: secret };

/** As Logto does for every request. */
const createForRequest = async (scope) =>
  createConnector({ getConfig: async () => ({ ...config, scope }) });

const redirectUri = 'https://logto.example.com/callback/connector-id';
const authorizationRequest = {
  state: 'vGqYXyfBqLQf3n0hLk4kSg',
  redirectUri,
  connectorId: 'connector-id',
  connectorFactoryId: 'connector-factory-id',
  jti: '',
  headers: {},
};

let signInCount = 0;

/** The connector's part of it: the address of WeChat's page, and what becomes of the code. */
const signIn = async ({ code = `061Xb7Ga1kFvJ${signInCount++}`, scope } = {}) => {
  const { getAuthorizationUri } = await createForRequest(scope);
  const uri = await getAuthorizationUri(authorizationRequest, noSession);

  const { getUserInfo } = await createForRequest(scope);
  const user = await getUserInfo({ code, redirectUri }, noSession);

  if (!uri || !user.id) {
    throw new Error('Signed nobody in.');
  }
};

const signInMany = async (count, atOnce) => {
  let left = count;

  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) {
        await signIn();
      }
    })
  );
};

const measures = {
  /** Milliseconds from `import` to what Logto keeps of a connector. */
  load: () => loadTime,

  /** Milliseconds of a sign-in with no connection open. */
  firstSignIn: async () => {
    const start = performance.now();
    await signIn();
    const time = performance.now() - start;

    // `fetch` is done with a connection one turn of the event loop after the answer has been read.
    await setImmediate();
    await Promise.all(
      Array.from(connections, async (connection) => {
        connection.destroy();
        await once(connection, 'close');
      })
    );

    return time;
  },

  /** Milliseconds per sign-in, by the clock and of the processor, connections open. */
  signIns: async (count, atOnce) => {
    await signInMany(2 * atOnce, atOnce);

    const cpuStart = process.cpuUsage();
    const start = performance.now();
    await signInMany(count, atOnce);
    const time = performance.now() - start;
    const { user, system } = process.cpuUsage(cpuStart);

    return { time: time / count, cpu: (user + system) / 1000 / count };
  },

  /** One sign-in, whatever becomes of it, and the milliseconds it took. */
  outcome: async (choices) => {
    const start = performance.now();
    const succeeded = await signIn(choices).then(
      () => true,
      () => false
    );

    return { succeeded, time: performance.now() - start };
  },

  /** Bytes that survive a collection. */
  memory: async () => {
    // What a first collection finalizes is free after a second.
    globalThis.gc();
    await setTimeout(100);
    globalThis.gc();

    const { heapUsed, external } = process.memoryUsage();

    return heapUsed + external;
  },
};

process.on('message', async ([measure, ...parameters]) => {
  process.send(await measures[measure](...parameters));
});
process.once('disconnect', () => process.exit());
process.send('ready');
