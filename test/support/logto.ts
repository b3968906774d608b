import { register } from 'node:module';
import net from 'node:net';
import { pathToFileURL } from 'node:url';

import type { Config } from '../../playground/logto/form.js';

/**
 * Logto in a process of its own, as far as a sign-in goes: its loader, a sign-in page and the way
 * back from WeChat, at `localhost`. The instance is the first argument, the port the second.
 */

const [, , instance = '', port = '0'] = process.argv;
const root = `${pathToFileURL(process.cwd()).href}/`;

register('../package/kit-hook.mjs', import.meta.url, {
  data: { core: `${pathToFileURL(instance).href}/packages/core/`, host: root },
});

const { Hono } = await import('hono');
const { ConnectorError } = await import('@logto/connector-kit');
const { loadConnector } = await import('../../playground/logto/install.js');
const { createLogto } = await import('../../playground/logto/sign-in.js');
const { serveHttp } = await import('../../playground/wechat/serve.js');

/** Where this process has connected to, below every client. */
const connections: unknown[] = [];
const connect = Reflect.get(net.Socket.prototype, 'connect') as (...given: unknown[]) => net.Socket;

net.Socket.prototype.connect = function (...given: unknown[]) {
  const [options] = given.flat() as [{ host?: string }];

  connections.push(options.host);

  return Reflect.apply(connect, this, given);
};

let settings: Config = {};
const factory = await loadConnector(instance);
const logto = createLogto(factory, () => settings);
const app = new Hono();

app.get('/', ({ html }) => html('<h1>Sign in</h1><a href="/sign-in">Continue with WeChat</a>'));

/** What the Console does. */
app.put('/settings', async ({ req, body }) => {
  settings = await req.json();

  return body(null, 204);
});

app.get('/sign-in', async ({ req, redirect }) => {
  const { authorizationUri } = await logto.beginSignIn(
    new URL(`/callback/${factory.metadata.id}`, req.url).href,
    req.header('user-agent')
  );

  return redirect(authorizationUri);
});

app.get('/callback/:id', async ({ req, json }) => {
  const { state = '', ...callback } = req.query();
  const signIn = logto.findSignIn(state);
  const outcome = signIn && (await logto.finishSignIn(signIn, callback));
  const error = outcome && 'error' in outcome ? outcome.error : undefined;

  return json({
    user: outcome && 'user' in outcome ? outcome.user : undefined,
    error: error instanceof ConnectorError ? { code: error.code, data: error.data } : error,
    connections,
  });
});

const served = await serveHttp(app, Number(port));

console.log(`Logto is at http://localhost:${served.port}/`);
