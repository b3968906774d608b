import { setTimeout } from 'node:timers/promises';

import { apiHost, recoveryHost } from '../playground/wechat/hosts.js';
import { networkFaults } from '../playground/wechat/network-faults.js';
import { type Connector, routesTo, type Start } from './contenders.js';
import type { Cell, Row } from './report.js';
import { startWechat } from './wechat.js';

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
const troubles: Record<string, Circumstances> = {
  'Connection refused, both hosts': { fault: 'refused', hosts: bothHosts },
  'Connection refused, first host': { fault: 'refused', hosts: [apiHost] },
  'No answer, both hosts': { fault: 'no answer', hosts: bothHosts },
  'No answer, first host': { fault: 'no answer', hosts: [apiHost] },
  'Token answer after 3.5 s': { delays: { [tokenPath]: 3500 } },
  'Token answer after 4.5 s': { delays: { [tokenPath]: 4500 } },
  'User info after 4 s': { delays: { [userInfoPath]: 4000 } },
  'Token after 4.5 s, user info never': { delays: { [tokenPath]: 4500, [userInfoPath]: 60_000 } },
};

const attempt = async (
  start: Start,
  name: Connector,
  { fault = 'no answer', hosts = [], delays }: Circumstances
): Promise<Cell> => {
  const wechat = await startWechat(delays);
  const { options, close } = await networkFaults[fault]();
  const contender = await start(name, { ...routesTo(wechat.options), ...routesTo(options, hosts) });
  const { time, error } = await contender.signIn(wechat.issueCode());

  await Promise.all([contender.stop(), wechat.close(), close()]);

  return {
    text: `${error ? 'fails' : 'signs in'} after ${(time / 1000).toFixed(1)} s`,
    bar: time,
  };
};

/**
 * How long users are without an answer, and what a slow one ends with: one sign-in each.
 *
 * @param count of the troubles.
 */
export const measureOutcomes = async (start: Start, count: number): Promise<Row[]> =>
  Promise.all(
    Object.entries(troubles)
      .slice(0, count)
      .map(async ([measure, circumstances], index) => {
        // They go on side by side, but each keeps the processor busy when it begins.
        await setTimeout(1000 * index);
        const ours = attempt(start, 'ours', circumstances);
        await setTimeout(500);
        const official = attempt(start, 'official', circumstances);

        return { measure, cells: { ours: await ours, official: await official } };
      })
  );
