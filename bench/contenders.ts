import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { ConnectionOptions } from 'node:tls';

import { websiteApp } from '../playground/wechat/apps-and-people.js';
import { wechatHosts } from '../playground/wechat/hosts.js';

/** The two that somebody may sign users in with. */
export const connectors = ['ours', 'official'] as const;

/** Who is measured. */
export const names = [...connectors, 'fetch'] as const;

export type Connector = (typeof connectors)[number];
export type Name = (typeof names)[number];

/** What differs from a connection to one of WeChat's hosts, by host. */
export type Routes = Record<string, ConnectionOptions>;

export const routesTo = (
  options: ConnectionOptions,
  hosts: readonly string[] = wechatHosts
): Routes => Object.fromEntries(hosts.map((host) => [host, options]));

/** A process with one contender. Times are in milliseconds. */
export type Contender = {
  /** From `import` to what Logto keeps of a connector. */
  loadTime: number;
  /** One that begins and ends with no connection open. */
  signIn: (code: string) => Promise<{ time: number; error?: string }>;
  /** That one of many sign-ins over open connections takes. */
  processorTime: (codes: string[]) => Promise<number>;
  stop: () => Promise<void>;
};

export type Start = (name: Name, routes: Routes) => Promise<Contender>;

/**
 * @param ours the directory that this connector is installed in.
 * @param execPath the Node.js that the processes run on.
 */
export const createStart = (ours: string, execPath: string): Start => {
  const entries: Record<Name, string> = {
    ours: path.join(ours, 'lib/index.js'),
    official: createRequire(import.meta.url).resolve('@logto/connector-wechat-web'),
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
    const ask = async <Figures>(...message: [measure: string, parameter: unknown]) => {
      child.send(message);

      return receive<Figures>();
    };

    // The reason is on the terminal.
    child.once('exit', (status) => {
      if (status !== 0) {
        process.exit(1);
      }
    });

    return {
      loadTime: await receive(),
      signIn: async (code) => ask('signIn', code),
      processorTime: async (codes) => ask('processorTime', codes),
      stop: async () => {
        child.disconnect();
        await once(child, 'exit');
      },
    };
  };
};
