import '@logto/connector-kit';

import { setImmediate } from 'node:timers/promises';

import { closeConnections, redirect } from '../playground/wechat/redirect.mjs';

/**
 * One contender in a process of its own: plain Node, because a loader's hooks would be measured as
 * well. Each message names a measure, and is answered with its figures.
 */

const { entry, settings, routes } = JSON.parse(process.argv[2]);

redirect((host) => routes[host]);

const noSession = async () => {
  throw new Error('No session');
};

const loadStart = performance.now();
const { default: createConnector } = await import(entry);
await createConnector({ getConfig: noSession });
const loadTime = performance.now() - loadStart;

const redirectUri = 'https://logto.example.com/callback/connector-id';
const request = { state: 'vGqYXyfBqLQf3n0hLk4kSg', redirectUri, headers: {} };

/** The connector's part of a sign-in. As in Logto, it is made anew for each request. */
const signIn = async (code) => {
  const { getAuthorizationUri } = await createConnector({ getConfig: async () => settings });
  await getAuthorizationUri(request, noSession);

  const { getUserInfo } = await createConnector({ getConfig: async () => settings });
  const { id } = await getUserInfo({ code, redirectUri }, noSession);

  if (!id) {
    throw new Error('Signed nobody in.');
  }
};

const measures = {
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

  processorTime: async ([firstCode, ...codes]) => {
    await signIn(firstCode); // It may have to open connections.

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
process.send(loadTime);
