import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';

import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { afterAll, beforeAll } from 'vitest';

import { drive } from '../../playground/logto/drive.js';
import { apiHost } from '../../playground/wechat/hosts.js';
import type { NetworkFault } from '../../playground/wechat/network-faults.js';
import { closeConnections } from '../../playground/wechat/redirect.mjs';
import { serveWechat, type TlsBindings } from '../../playground/wechat/serve.js';
import createConnector from '../../src/index.js';
import { config, secrets, tokenAnswer, userInfoAnswer } from './answers.js';
import { type Outcome, outcomeOf } from './outcome.js';

/** A WeChat whose answers the test writes, on real sockets and under WeChat's host names. */

/**
 * Gives a `Response`, perhaps later; or does something to the request's connection, and gives nothing.
 * `tcp` is what is below the TLS, `start` when the sign-in began, as `performance.now()` says it.
 */
export type Answer = (socket: TLSSocket, tcp: Socket, url: URL, start: number) => unknown;

/** The answers to the calls of one sign-in, by the last part of their path. The others are good ones. */
export type Script = { access_token?: Answer; userinfo?: Answer; refresh_token?: Answer };

/** What came in of one sign-in, in order. */
export type Seen = { requests: URL[]; sockets: TLSSocket[] };

/** JSON, labeled as WeChat labels it. */
export const json = (body: unknown): Answer => {
  const text = JSON.stringify(body);

  return () => new Response(text, { headers: { 'content-type': 'text/plain' } });
};

/** One answer of the API host, and another of the recovery host. */
export const byHost =
  (first: Answer, second: Answer): Answer =>
  (...request) =>
    (request[2].host === apiHost ? first : second)(...request);

/** Holds an answer back until the sign-in has lasted so many seconds. */
export const after =
  (seconds: number, answer: Answer): Answer =>
  async (...request) => {
    await setTimeout(request[3] + seconds * 1000 - performance.now());

    return answer(...request);
  };

export const head = (status: string, ...headers: string[]): string =>
  `HTTP/1.1 ${status}\r\n${headers.map((header) => `${header}\r\n`).join('')}\r\n`;

/** Bytes as they are, with which the connection ends. */
export const say =
  (...parts: (string | Uint8Array)[]): Answer =>
  (socket) => {
    socket.end(Buffer.concat(parts.map((part) => Buffer.from(part))));
  };

/** A good answer to the token call, whose access token holds the code. */
export const tokenWith =
  (fields: object): Answer =>
  (_socket, _tcp, { searchParams }) => {
    const accessToken = `98_${searchParams.get('code') ?? ''}`;

    return Response.json({ ...tokenAnswer, access_token: accessToken, ...fields });
  };

export const good: Required<Script> = {
  access_token: tokenWith({}),
  userinfo: json(userInfoAnswer),
  refresh_token: json(tokenAnswer),
};

/** A user with another openid in each app: `o-` and its App ID. */
export const userOfEachApp = (unionid?: string, inToken: object = { unionid }): Script => ({
  access_token: (...request) =>
    tokenWith({ openid: `o-${request[2].searchParams.get('appid') ?? ''}`, ...inToken })(
      ...request
    ),
  userinfo: (_socket, _tcp, { searchParams }) =>
    Response.json({ ...userInfoAnswer, openid: searchParams.get('openid'), unionid }),
});

const running: { code: string; start: number; script: Script; seen: Seen }[] = [];

/** What is wrong with the network. */
let networkFault: NetworkFault | undefined;

const answer = async (
  { url }: Request,
  { socket, tcp = socket }: TlsBindings
): Promise<Response> => {
  const asked = new URL(url);
  const call = asked.pathname.split('/').at(-1) as keyof Script;
  // Sign-ins that run at once are told apart by their code, which their tokens hold as well.
  const run = running.find(({ code }) => asked.search.includes(code)) ?? running.at(-1);

  run?.seen.requests.push(asked);
  run?.seen.sockets.push(socket);

  const response = (await (run?.script[call] ?? good[call])(
    socket,
    tcp,
    asked,
    run?.start ?? 0
  )) as Response | undefined;

  return response ?? RESPONSE_ALREADY_SENT;
};

/** Does something while the network has a fault, for all who run at that time. */
export const withNetworkFault = async <Result>(
  fault: NetworkFault,
  action: () => Promise<Result>
): Promise<Result> => {
  networkFault = fault;
  closeConnections();

  try {
    return await action();
  } finally {
    networkFault = undefined;
  }
};

/** Waits until no connection of these is open any more. */
export const closing = async (sockets: TLSSocket[]): Promise<void> => {
  // Whatever else a connection ends with.
  await Promise.allSettled(
    sockets.map(async (socket) => socket.destroyed || once(socket, 'close'))
  );
};

/** Serves it to all tests of a file. */
export const useScriptedWechat = (): void => {
  let close: () => Promise<void>;

  beforeAll(async () => {
    close = await serveWechat({ app: { fetch: answer }, getNetworkFault: () => networkFault });
  });

  afterAll(async () => {
    await close();
  });
};

/** Runs `action` while WeChat answers by this script, and gives it a code of its own. */
export const withScript = async <Result>(
  script: Script,
  action: (seen: Seen, code: string) => Promise<Result>
): Promise<Result> => {
  const run = {
    code: randomUUID(),
    start: performance.now(),
    script,
    seen: { requests: [], sockets: [] },
  };

  running.push(run);

  try {
    return await action(run.seen, run.code);
  } finally {
    running.splice(running.indexOf(run), 1);
  }
};

const { signIn } = drive(createConnector);

/** One sign-in by this script. Many can run at the same time. */
export const signInBy = async (
  script: Script,
  settings: object = config
): Promise<Seen & { outcome: Outcome }> =>
  withScript(script, async (seen, code) => ({
    ...seen,
    outcome: await outcomeOf(() => signIn(settings, { code }), [...secrets, code]),
  }));
