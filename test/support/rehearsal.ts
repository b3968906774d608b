import { cp, symlink } from 'node:fs/promises';
import path from 'node:path';

import type { SocialUserInfo } from '@logto/connector-kit';
import { inject } from 'vitest';

import { installConnector } from '../../playground/logto/install.js';
import { createDirectory } from '../../playground/logto/temporary-directory.js';
import { visit } from '../../playground/wechat/visitor.js';
import { en } from '../../playground/words/en.js';
import { defaultMetadata } from '../../src/constant.js';
import { choosePort, root, start, startMain } from './start.js';

/** A rehearsal as the operator does it: `npm start -- --logto`, and Logto by the line that it prints. */

/** @returns a checkout of its own, so that nothing is kept in this one. Its name has to be quoted. */
const createCheckout = async (): Promise<string> => {
  const checkout = await createDirectory(`it's "$HOME" \`id\` (a) 中-`);

  for (const name of ['package.json', 'tsx.mjs', 'logo.svg', 'playground']) {
    await cp(path.join(root, name), path.join(checkout, name), { recursive: true });
  }

  await symlink(path.join(root, 'node_modules'), path.join(checkout, 'node_modules'));

  return checkout;
};

type Way = keyof typeof en.rehearsal.enter.ways;

const formItems = defaultMetadata.formItems as {
  key: string;
  label: string;
  selectItems?: { value: string; title: string }[];
}[];

/** What was printed for a way to sign in, as the Console stores it. */
const readSettings = (printed: string, way: Way) => {
  const title = en.rehearsal.enter.ways[way];
  const [, lines = ''] = new RegExp(`^${title}\n((?: {2}.*\n)+)`, 'm').exec(printed) ?? [];
  const settings = lines.match(/.+/g)?.map((line) => {
    const [label, value] = line.trim().split(/ {2,}/);
    const { key, selectItems } = formItems.find((field) => field.label === label) ?? {};

    return [key, selectItems?.find(({ title }) => title === value)?.value ?? value];
  });

  return Object.fromEntries(settings ?? []) as Record<string, string | undefined>;
};

/**
 * Does `npm start -- --logto`, and reads what it prints.
 *
 * @param before the rehearsal after which this one comes, in the same checkout.
 */
export const startRehearsal = async (
  environment: Record<string, string> = {},
  before?: { checkout: string; port: number }
) => {
  const { checkout, port } = before ?? {
    checkout: await createCheckout(),
    port: choosePort(),
  };
  const home = `http://127.0.0.1:${port}/`;
  const main = startMain(['--logto'], { PORT: String(port), ...environment }, checkout);
  const printed = await main.waitFor(home);
  const read = (pattern: RegExp) => pattern.exec(printed)?.[1] ?? '';

  return {
    home,
    checkout,
    port,
    printed,
    /** How to start Logto. */
    line: read(/^ *(NODE_OPTIONS=.* npm start)$/m),
    settingsFor: (way: Way) => readSettings(printed, way),
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
export const startLogto = async (
  rehearsal: Rehearsal,
  environment: Record<string, string> = {}
) => {
  const instance = await installConnector(inject('tarball'));
  const program = `--import ./tsx.mjs test/support/logto.ts ${instance}`;
  const logto = startBy(rehearsal, program, environment);
  const [, address = ''] = /(http:\S+)\/$/m.exec(await logto.waitFor('Logto is at')) ?? [];

  const configure = async (settings = rehearsal.settingsFor('both')) =>
    fetch(`${address}/settings`, { method: 'PUT', body: JSON.stringify(settings) });

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
