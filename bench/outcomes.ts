import { setTimeout } from 'node:timers/promises';

import { apiHost, recoveryHost } from '../playground/wechat/hosts.js';
import { networkFaults } from '../playground/wechat/network-faults.js';
import { collect, type Connector, connectors, routesTo, type Start } from './contenders.js';
import { startWechat } from './wechat.js';

/** What comes of a sign-in, and after how many milliseconds. */
export type Outcome = { isSignedIn: boolean; time: number };

type Circumstances = {
  fault?: keyof typeof networkFaults;
  /** The hosts that have it. */
  hosts?: string[];
  /** Milliseconds by path. */
  delays?: Record<string, number>;
};

const bothHosts = [apiHost, recoveryHost];
const tokenPath = '/sns/oauth2/access_token';
const userInfoPath = '/sns/userinfo';

/** What goes wrong on the way to WeChat, and how slow its answers are. */
const troubles = {
  'Connection refused, both hosts': { fault: 'refused', hosts: bothHosts },
  'Connection refused, first host': { fault: 'refused', hosts: [apiHost] },
  'No answer, both hosts': { fault: 'no answer', hosts: bothHosts },
  'No answer, first host': { fault: 'no answer', hosts: [apiHost] },
  'Token answer after 3.5 s': { delays: { [tokenPath]: 3500 } },
  'Token answer after 4.5 s': { delays: { [tokenPath]: 4500 } },
  'User info after 4 s': { delays: { [userInfoPath]: 4000 } },
  'Token after 4.5 s, user info never': { delays: { [tokenPath]: 4500, [userInfoPath]: 60_000 } },
} satisfies Record<string, Circumstances>;

/** One of them. */
export type Trouble = keyof typeof troubles;

/** Starts a WeChat in trouble, and both connectors. */
const prepare = async (start: Start, { fault = 'no answer', hosts = [], delays }: Circumstances) => {
  const wechat = await startWechat(delays);
  const { options, close } = await networkFaults[fault]();
  const routes = { ...routesTo(wechat.options), ...routesTo(options, hosts) };
  const contenders = await collect(connectors, async (name) => start(name, routes));

  return {
    signIn: async (name: Connector): Promise<Outcome> => {
      const { time, error } = await contenders[name].signIn(wechat.issueCode());

      return { isSignedIn: !error, time };
    },
    close: async () => {
      await collect(connectors, async (name) => contenders[name].stop());
      await wechat.close();
      await close();
    },
  };
};

/** How long users are without an answer, and what a slow one ends with: one sign-in each, side by side. */
export const measureOutcomes = async (
  start: Start
): Promise<Record<Trouble, Record<Connector, Outcome>>> => {
  const names = Object.keys(troubles) as Trouble[];
  const prepared = await collect(names, async (name) => prepare(start, troubles[name]));

  const outcomes = names.map(async (name, index) => {
    // One by one, since a first sign-in keeps the processor busy for a while.
    const signIn = async (connector: Connector, delay: number) => {
      await setTimeout(delay);

      return prepared[name].signIn(connector);
    };
    const [ours, official] = await Promise.all([
      signIn('ours', 500 * index),
      signIn('official', 500 * index + 250),
    ]);

    return [name, { ours, official }] as const;
  });
  const results = Object.fromEntries(await Promise.all(outcomes));

  await collect(names, async (name) => prepared[name].close());

  return results as Record<Trouble, Record<Connector, Outcome>>;
};
