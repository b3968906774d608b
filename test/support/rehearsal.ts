import type { SocialUserInfo } from '@logto/connector-kit';
import { inject } from 'vitest';

import { installConnector } from '../../playground/logto/install.js';
import { visit } from '../../playground/wechat/visitor.js';
import { freePort, start, startMain } from './start.js';

/** A rehearsal as the operator does it: `npm start -- --logto`, and Logto by the line that it prints. */

/** Does `npm start -- --logto`, and reads what it prints. */
export const startRehearsal = async (environment: Record<string, string> = {}) => {
  const { port, server } = await freePort();

  server.close();

  const home = `http://127.0.0.1:${port}/`;
  const main = startMain(['--logto'], { PORT: String(port), ...environment });
  const printed = await main.waitFor(home);
  const read = (pattern: RegExp) => pattern.exec(printed)?.[1] ?? '';
  const valueOf = (label: string) => read(new RegExp(`^ *${label} +(\\S+)$`, 'm'));

  return {
    home,
    /** How to start Logto. */
    line: read(/^ *(NODE_OPTIONS=.* npm start)$/m),
    /** What to enter in the Console, by the labels that are seen there. */
    settings: {
      signInWith: 'both',
      clientId: valueOf('Client ID'),
      clientSecret: valueOf('Client Secret'),
      serviceAccountClientId: valueOf('Service account AppID'),
      serviceAccountClientSecret: valueOf('Service account AppSecret'),
    },
    page: async () => (await fetch(home)).text(),
    choose: async (choices: Record<string, string>) =>
      fetch(`${home}choices`, {
        method: 'POST',
        headers: { origin: new URL(home).origin },
        body: new URLSearchParams(choices),
      }),
    killAll: main.killAll,
    stop: async () => {
      main.child.kill('SIGINT');

      return main.end();
    },
  };
};

export type Rehearsal = Awaited<ReturnType<typeof startRehearsal>>;

/** Runs a program by the line that was printed for Logto's. */
export const startBy = (
  { line }: Rehearsal,
  program: string,
  environment: Record<string, string> = {}
) => start('sh', ['-c', line.replace('npm start', () => `exec node ${program}`)], environment);

type Outcome = {
  user?: SocialUserInfo;
  error?: { code: string; data: unknown };
  connections: string[];
};

/** Starts a Logto by that line, with the connector installed and configured. */
export const startLogto = async (rehearsal: Rehearsal, kit?: string) => {
  const instance = await installConnector(inject('tarball'), kit);
  const logto = startBy(rehearsal, `--import ./tsx.mjs test/support/logto.ts ${instance}`);
  const [, address = ''] = /(http:\S+)\/$/m.exec(await logto.waitFor('Logto is at')) ?? [];

  const configure = async (changes: object = {}) =>
    fetch(`${address}/settings`, {
      method: 'PUT',
      body: JSON.stringify({ ...rehearsal.settings, ...changes }),
    });

  await configure();

  /** @returns where Logto sends the browser. */
  const begin = async (userAgent = '') => {
    const headers = { 'user-agent': userAgent };
    const response = await fetch(`${address}/sign-in`, { headers, redirect: 'manual' });

    return response.headers.get('location') ?? '';
  };

  const finish = async (callback: Record<string, string>) => {
    const query = new URLSearchParams(callback).toString();
    const response = await fetch(`${address}/callback/wechat-website?${query}`);

    return (await response.json()) as Outcome;
  };

  return {
    address,
    configure,
    begin,
    finish,
    signIn: async (userAgent?: string, answer?: 'deny') =>
      finish(await visit(await begin(userAgent), 'ming', answer)),
    killAll: logto.killAll,
    end: logto.end,
  };
};
