import { setTimeout } from 'node:timers/promises';

import type { MiddlewareHandler } from 'hono';

import { apiHost, apiHosts } from '../playground/wechat/hosts.js';
import { networkFaults } from '../playground/wechat/network-faults.js';
import { type Connector, routesTo, type Start } from './contenders.js';
import type { Cell, Row } from './report.js';
import { startWechat } from './wechat.js';

type Circumstances = { refusing?: readonly string[]; fault?: MiddlewareHandler };

/** No answer from these hosts, which do nothing. */
const silence =
  (hosts: readonly string[]): MiddlewareHandler =>
  async ({ req }, next) =>
    hosts.includes(new URL(req.url).host) ? new Promise<never>(() => undefined) : next();

/** @param delays milliseconds by path, from when WeChat has done what it was asked for to its answer. */
const slowness =
  (delays: Record<string, number>): MiddlewareHandler =>
  async ({ req }, next) => {
    await next();
    await setTimeout(delays[req.path], undefined, { ref: false });
  };

const tokenPath = '/sns/oauth2/access_token';
const userInfoPath = '/sns/userinfo';

/** What goes wrong on the way to WeChat, and how slow its answers are. */
const troubles: Record<string, Circumstances> = {
  'Connection refused, both hosts': { refusing: apiHosts },
  'Connection refused, first host': { refusing: [apiHost] },
  'No answer, both hosts': { fault: silence(apiHosts) },
  'No answer, first host': { fault: silence([apiHost]) },
  'Token answer after 3.5 s': { fault: slowness({ [tokenPath]: 3500 }) },
  'Token answer after 4.5 s': { fault: slowness({ [tokenPath]: 4500 }) },
  'User info after 4 s': { fault: slowness({ [userInfoPath]: 4000 }) },
  'Token after 4.5 s, user info never': {
    fault: slowness({ [tokenPath]: 4500, [userInfoPath]: 60_000 }),
  },
};

const attempt = async (
  start: Start,
  name: Connector,
  { refusing = [], fault }: Circumstances
): Promise<Cell> => {
  const { options, issueCode, close } = await startWechat(fault);
  const routes = { ...routesTo(options), ...routesTo(networkFaults.refused.options, refusing) };
  const contender = await start(name, routes);
  const { time, error } = await contender.signIn(issueCode());
  const verdict = error ? 'fails' : 'signs in';

  await Promise.all([contender.stop(), close()]);

  return { text: `${verdict} after ${(time / 1000).toFixed(1)} s`, bar: time };
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
