import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { ConnectorErrorCodes } from '@logto/connector-kit';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

import { drive } from '../../playground/logto/drive.js';
import { websiteApp } from '../../playground/wechat/apps-and-people.js';
import { wechatHosts } from '../../playground/wechat/hosts.js';
import type { Person } from '../../playground/wechat/model.js';
import { redirect } from '../../playground/wechat/redirect.js';
import { visit } from '../../playground/wechat/visitor.js';
import createConnector from '../../src/index.js';
import { check, endingOf, type Outcome } from '../support/outcome.js';
import { expectNoSecret } from '../support/secrets.js';
import { size } from '../support/size.js';
import { resources, resourcesSince, watchProcess } from '../support/watch.js';
import type { Plan, Said, Told } from './load-wechat.js';

/** Many sign-ins at once, some of them struck by a fault. */

// Five times as long as it ships: on a busy machine two hundred at once can starve for some seconds.
// That the time limits hold is tested with one sign-in at a time, in `sockets.test.ts`.
vi.mock('../../src/constant.js', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  callTimeLimit: 24_000,
  firstTryTimeLimit: 12_000,
}));

const atOnce = size(50, 200);
const timesEach = size(4, 10);
const signIns = atOnce * timesEach;

const secrets = [websiteApp.secret];

watchProcess(secrets);

const { authorize, signIn } = drive(createConnector);

setFlagsFromString('--expose-gc');

const collectGarbage = runInNewContext('gc') as () => void;

const people = Array.from({ length: atOnce }, (_, index): Person => ({
  id: `person-${index}`,
  nickname: `Person ${index}`,
  headimgurl: `http://thirdwx.qlogo.cn/mmopen/${index}/132`,
  hasUnionid: index % 2 === 0,
}));

const brokenOff = { cause: expect.any(String) as string };

/** The faults, and what an error says of each. */
const faults: Record<string, object> = {
  'HTTP 502': { status: 502 },
  busy: { errcode: -1 },
  reset: brokenOff,
  'cut off': brokenOff,
  'no answer': brokenOff,
};

// In `npm test` nobody waits for an answer that does not come.
const faultNames = Object.keys(faults).slice(0, size(4, 5));

/** The sign-ins that a fault strikes: every tenth, each by another fault in another way. */
const planOf = (index: number): Plan | undefined =>
  index % 10 === 3
    ? {
        fault: faultNames[Math.floor(index / 10) % faultNames.length] ?? '',
        tries: Math.floor(index / 50) % 2 === 0 ? 'first' : 'both',
        call: Math.floor(index / 100) % 2 === 0 ? 'token' : 'userInfo',
      }
    : undefined;

const config = { clientId: websiteApp.appid, clientSecret: websiteApp.secret };

type Result = { person: Person; plan: Plan | undefined; outcome: Outcome };

/**
 * Does the task for each item, so many at a time, and returns what came of them. That many only by
 * and by: two hundred TLS handshakes at once starve each other for seconds, with a bare `fetch` too.
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

/** Starts WeChat, asks it, and waits for what it says. */
const startWechat = () => {
  const wechat = fork(path.join(import.meta.dirname, 'load-wechat.ts'), {
    execArgv: ['--import', 'tsx'],
  });

  return {
    tell: async (told: Told): Promise<Said> => {
      wechat.send(told);

      const [said] = (await once(wechat, 'message')) as [Said];

      return said;
    },
    stop: async () => {
      wechat.kill();
      await once(wechat, 'exit');
    },
  };
};

/** Everybody signs in so many times. */
const signInMany = async (times: number): Promise<Result[]> => {
  const { tell, stop } = startWechat();
  let restore: (() => void) | undefined;

  try {
    const place = await tell({ people });

    if (place === 'ready') {
      throw new Error('WeChat was to say where it is');
    }

    restore = redirect((host) =>
      wechatHosts.includes(host) ? { port: place.port, ca: place.cert } : undefined
    );

    // The pages first and not too many at once: they are the browsers' load, not the connector's.
    const attempts = await each(
      Array.from({ length: times }, () => people).flat(),
      10,
      async (person, index) => {
        const { code = '' } = await visit(await authorize(config), person.id);

        return { person, plan: planOf(index), code };
      }
    );

    await tell({ plans: attempts.flatMap(({ code, plan }) => (plan ? [[code, plan]] : [])) });

    const endings = await each(attempts, people.length, async ({ person, plan, code }) => ({
      person,
      plan,
      code,
      ending: await endingOf(() => signIn(config, { code }), 50_000),
    }));

    // Looked at when all is over, for the same reason.
    return endings.map(({ person, plan, code, ending }) => ({
      person,
      plan,
      outcome: check(ending, [...secrets, code]),
    }));
  } finally {
    restore?.();
    await stop();
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
  before = resources();
});

afterAll(async () => {
  // With WeChat gone all connections go, and nothing else may keep the process alive. (`waitFor` has
  // a timer of its own.)
  await vi.waitFor(() => {
    expect(resources().filter((name) => name !== 'Timeout')).toEqual([]);
  }, 10_000);
  expect(resourcesSince(before)).toEqual([]);
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
        expect(outcome).toMatchObject({
          error: { code: ConnectorErrorCodes.General, data: faults[plan.fault] },
        });
      } else {
        expectNoSecret(outcome, secrets);
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
}, 300_000);
