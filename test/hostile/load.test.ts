import { type IncomingMessage, type ServerResponse } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { ConnectorErrorCodes } from '@logto/connector-kit';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

import { serveWechat } from '../../playground/network.js';
import { websiteApp } from '../../playground/registry.js';
import { visit } from '../../playground/visitor.js';
import { createWechat, type Person } from '../../playground/wechat.js';

import { check, endingOf, resources, size, watchProcess, type Outcome } from './promises.js';
import { authorize, signIn } from './stub.js';

/** Many sign-ins at once, some of them struck by a fault. */

const atOnce = size(50, 200);
const timesEach = size(4, 10);
const signIns = atOnce * timesEach;

const secrets = [websiteApp.secret];

watchProcess(secrets);

setFlagsFromString('--expose-gc');

const collectGarbage = runInNewContext('gc') as () => void;

const people = Array.from({ length: atOnce }, (_, index): Person => ({
  id: `person-${index}`,
  nickname: `Person ${index}`,
  headimgurl: `http://thirdwx.qlogo.cn/mmopen/${index}/132`,
  hasUnionid: index % 2 === 0,
}));

type Env = { Bindings: { incoming: IncomingMessage; outgoing: ServerResponse } };

/** What WeChat does instead of answering; nothing when the connection is at an end with that. */
const faults: Record<string, (env: Env['Bindings']) => Response | undefined> = {
  'HTTP 502': () => new Response('<html>Bad Gateway</html>', { status: 502 }),
  busy: () => Response.json({ errcode: -1, errmsg: 'system error' }),
  reset: ({ incoming }) => {
    incoming.socket.destroy();

    return undefined;
  },
  'cut off': ({ outgoing }) => {
    outgoing.writeHead(200, { 'content-length': '500' });
    outgoing.write('{"access_token":', () => outgoing.destroy());

    return undefined;
  },
  'no answer': () => undefined,
};

const faultNames = Object.keys(faults);

type Plan = { fault: string; tries: 'first' | 'both'; call: 'token' | 'userInfo' };

/** The sign-ins that a fault strikes: every tenth, each by another fault in another way. */
const planOf = (index: number): Plan | undefined =>
  index % 10 === 3
    ? {
        fault: faultNames[Math.floor(index / 10) % faultNames.length] ?? '',
        tries: Math.floor(index / 50) % 2 === 0 ? 'first' : 'both',
        call: Math.floor(index / 100) % 2 === 0 ? 'token' : 'userInfo',
      }
    : undefined;

/** WeChat, with the faults that are planned for a code, or for the token that it became. */
const createFaultyWechat = (plans: Map<string, Plan>) => {
  const wechat = createWechat({ apps: [websiteApp], people });
  const userInfoPlans = new Map<string, Plan>();

  return new Hono<Env>().all('*', async (context) => {
    const { host, pathname, searchParams } = new URL(context.req.url);
    const isUserInfo = pathname === '/sns/userinfo';
    const plan = isUserInfo
      ? userInfoPlans.get(searchParams.get('access_token') ?? '')
      : plans.get(searchParams.get('code') ?? '');
    const isHit =
      plan?.call === (isUserInfo ? 'userInfo' : 'token') &&
      (plan.tries === 'both' || host === 'api.weixin.qq.com');

    if (isHit) {
      const answer = faults[plan.fault]?.(context.env);

      return answer ?? new Promise<Response>(() => undefined);
    }

    const answer = await wechat.fetch(context.req.raw, context.env);

    if (plan && !isUserInfo) {
      const { access_token } = (await answer.clone().json()) as { access_token: string };

      userInfoPlans.set(access_token, plan);
    }

    return answer;
  });
};

const config = { clientId: websiteApp.appid, clientSecret: websiteApp.secret };
const redirectUri = `https://${websiteApp.domain}/callback`;

type Result = { person: Person; plan: Plan | undefined; outcome: Outcome };

/**
 * Does the task for each item, so many at a time, and returns what came of them. That many only by
 * and by: two hundred TLS handshakes at once, both ends in one process, starve each other for seconds,
 * with a bare `fetch` as well.
 */
const each = async <Item, Result>(
  items: readonly Item[],
  limit: number,
  task: (item: Item, index: number) => Promise<Result>
): Promise<Result[]> => {
  const queue = items.entries();
  const results: Result[] = [];
  let atATime = 1;

  const work = async (): Promise<void> => {
    const others: Promise<void>[] = [];

    for (const [index, item] of queue) {
      results[index] = await task(item, index);

      if (atATime < limit && index >= 2 * atATime) {
        atATime += 1;
        others.push(work());
      }
    }

    await Promise.all(others);
  };

  await work();
  expect(atATime).toBe(limit);

  return results;
};

/** Everybody signs in so many times. */
const signInMany = async (times: number): Promise<Result[]> => {
  const plans = new Map<string, Plan>();
  const close = await serveWechat(createFaultyWechat(plans) as unknown as Hono);

  try {
    // The pages first and not too many at once: they are the browsers' load, not the connector's.
    const attempts = await each(
      Array.from({ length: times }, () => people).flat(),
      10,
      async (person, index) => {
        const plan = planOf(index);
        const { code = '' } = await visit(
          await authorize(config, { state: 'some_state', redirectUri }),
          person.id
        );

        if (plan) {
          plans.set(code, plan);
        }

        return { person, plan, code };
      }
    );

    const endings = await each(attempts, people.length, async ({ person, plan, code }) => ({
      person,
      plan,
      code,
      ending: await endingOf(() => signIn(config, { code })),
    }));

    // Looked at when all is over, for the same reason.
    return endings.map(({ person, plan, code, ending }) => ({
      person,
      plan,
      outcome: check(ending, [...secrets, code]),
    }));
  } finally {
    await close();
  }
};

/** Bytes, once all that can go is gone. */
const heapSize = async (): Promise<number> => {
  for (let round = 0; round < 5; round += 1) {
    collectGarbage();
    await new Promise(setImmediate);
  }

  return process.memoryUsage().heapUsed;
};

let before: string[];

beforeAll(() => {
  before = resources().sort();
});

afterAll(async () => {
  // With WeChat gone all connections go; nothing else may keep the process alive.
  await vi.waitFor(() => {
    expect(resources()).not.toContain('TCPSocketWrap');
  }, 10_000);
  expect(resources().sort()).toEqual(before);
});

it(`${signIns} sign-ins, ${atOnce} at once`, async () => {
  // Whom the ids belong to, and what a first use costs, is known before it counts.
  const ids = new Map(
    (await signInMany(3)).flatMap(({ person, outcome }) =>
      'user' in outcome ? [[person.nickname, outcome.user.id]] : []
    )
  );

  expect(new Set(ids.values()).size).toBe(ids.size);

  const sizeBefore = await heapSize();
  let kinds: Record<string, number> = {};

  {
    const results = await signInMany(timesEach);

    for (const { person, plan, outcome } of results) {
      if (plan?.tries === 'both') {
        expect(outcome).toMatchObject({ error: { code: ConnectorErrorCodes.General } });
      } else {
        expect(outcome).toMatchObject({
          user: {
            id: ids.get(person.nickname) ?? (expect.any(String) as string),
            name: person.nickname,
            avatar: person.headimgurl.replace('http:', 'https:'),
          },
        });
      }
    }

    kinds = {
      healthy: results.filter(({ plan }) => !plan).length,
      savedBySecondTry: results.filter(({ plan }) => plan?.tries === 'first').length,
      failed: results.filter(({ plan }) => plan?.tries === 'both').length,
    };
  }

  expect(kinds).toEqual({
    healthy: signIns * 0.9,
    savedBySecondTry: signIns / 20,
    failed: signIns / 20,
  });
  expect((await heapSize()) - sizeBefore).toBeLessThan(5_000_000);
}, 150_000);
