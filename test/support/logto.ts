import net from 'node:net';

import { ConnectorError } from '@logto/connector-kit';
import { Hono } from 'hono';

import type { Config } from '../../playground/logto/form.js';
import { loadConnector } from '../../playground/logto/install.js';
import { createLogto } from '../../playground/logto/sign-in.js';
import { serveHttp } from '../../playground/wechat/serve.js';

/**
 * Logto in a process of its own, as far as a sign-in goes: its loader, a sign-in page and the way
 * back from WeChat, at `localhost`. The instance is the argument.
 */

const [, , instance = ''] = process.argv;

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

const served = await serveHttp(app, 0);

console.log(`Logto is at http://localhost:${served.port}/`);
