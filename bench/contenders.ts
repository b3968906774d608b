import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { ConnectionOptions } from 'node:tls';

import { installConnector, packConnector } from '../playground/logto/install.js';
import { websiteApp } from '../playground/wechat/apps-and-people.js';
import { wechatHosts } from '../playground/wechat/hosts.js';

/** The two that somebody may sign users in with. */
export const connectors = ['ours', 'official'] as const;

/** Who is measured. */
export const names = [...connectors, 'ky', 'fetch'] as const;

export type Connector = (typeof connectors)[number];
export type Name = (typeof names)[number];

/** What differs from a connection to one of WeChat's hosts, by host. */
export type Routes = Record<string, ConnectionOptions>;

export const routesTo = (options: ConnectionOptions, hosts = wechatHosts): Routes =>
  Object.fromEntries(hosts.map((host) => [host, options]));

/** A process with one contender. */
export type Contender = {
  /** From `import` to what Logto keeps of a connector, in milliseconds. */
  loadTime: number;
  /** The version of its Node.js. */
  node: string;
  /** Begins and ends with no connection open. */
  signIn: (code: string) => Promise<{ time: number; error?: string }>;
  /** Of a sign-in over open connections, in milliseconds. */
  processorTime: (codes: string[]) => Promise<number>;
  stop: () => Promise<void>;
};

export type Start = (name: Name, routes: Routes) => Promise<Contender>;

/** Does the same with each, one after another, and collects what comes of it. */
export const collect = async <Key extends string, Result>(
  keys: readonly Key[],
  action: (key: Key) => Promise<Result> | Result
): Promise<Record<Key, Result>> => {
  const results: Partial<Record<Key, Result>> = {};

  for (const key of keys) {
    results[key] = await action(key);
  }

  return results as Record<Key, Result>;
};

/** Measures each once a round. Each round begins with another one, and so none is always the first. */
export const inRounds = async <Some extends Name, Figure>(
  some: readonly Some[],
  rounds: number,
  measure: (name: Some) => Promise<Figure>
): Promise<Record<Some, Figure[]>> => {
  const figures = await collect(some, (): Figure[] => []);

  for (let round = 0; round < rounds; round++) {
    const first = round % some.length;

    for (const name of [...some.slice(first), ...some.slice(0, first)]) {
      figures[name].push(await measure(name));
    }
  }

  return figures;
};

export const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((first, second) => first - second);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);

  return middle.reduce((sum, number) => sum + number, 0) / middle.length;
};

/** Packs this connector and installs it by Logto's own CLI: the directory that it is in afterwards. */
export const installOurs = async (): Promise<string> =>
  path.join(
    await installConnector(await packConnector()),
    'packages/core/connectors/connector-wechat-web'
  );

/** @param ours the directory of this connector, installed. */
export const createStart = (ours: string, execPath: string): Start => {
  const entries: Record<Name, string> = {
    ours: path.join(ours, 'lib/index.js'),
    official: createRequire(import.meta.url).resolve('@logto/connector-wechat-web'),
    ky: path.join(import.meta.dirname, 'ky-alone.mjs'),
    fetch: path.join(import.meta.dirname, 'bare-fetch.mjs'),
  };
  const { appid, secret } = websiteApp;
  /** Each finds its own names here, and ignores the others. */
  const settings = { clientId: appid, clientSecret: secret, appId: appid, appSecret: secret };

  return async (name, routes) => {
    const child = fork(
      path.join(import.meta.dirname, 'contender.mjs'),
      [JSON.stringify({ entry: entries[name], settings, routes })],
      { execPath, execArgv: [] }
    );
    const receive = async <Message>() => ((await once(child, 'message')) as [Message])[0];
    const measure = async <Figures>(...message: [string, unknown]) => {
      child.send(message);

      return receive<Figures>();
    };

    // Its reason is on the terminal.
    child.once('exit', (status) => {
      if (status !== 0) {
        process.exit(1);
      }
    });

    return {
      ...(await receive<Pick<Contender, 'loadTime' | 'node'>>()),
      signIn: async (code) => measure('signIn', code),
      processorTime: async (codes) => measure('processorTime', codes),
      stop: async () => {
        child.disconnect();
        await once(child, 'exit');
      },
    };
  };
};
