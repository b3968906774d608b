import { collect, inRounds, median, type Name, names, routesTo, type Start } from './contenders.js';
import { startRelay } from './relay.js';
import type { Wechat } from './wechat.js';

/** Of a sign-in that begins with no connection open. */
export type Wait = {
  /** Milliseconds at a round-trip time of 30 ms, and of 200 ms. */
  at30: number;
  at200: number;
  /** How often it waits for the path, there and back. */
  roundTrips: number;
  /** That it opens. */
  connections: number;
};

/**
 * How long users wait: sign-ins over a path with delay.
 *
 * A sign-in's round trips are the time that the delay adds to it, divided by the round-trip time. So
 * the time of the processor does not count as a part of one.
 */
export const measureWait = async (
  start: Start,
  wechat: Wechat,
  { warmUp, rounds }: { warmUp: number; rounds: number }
): Promise<Record<Name, Wait>> => {
  const relay = await startRelay(wechat.options.port);
  const routes = routesTo({ ...wechat.options, port: relay.port });
  const contenders = await collect(names, async (name) => start(name, routes));

  const measureAt = async (roundTripTime: number, count: number) => {
    relay.roundTripTime = roundTripTime;

    return inRounds(names, count, async (name) => {
      relay.connections = 0;

      const { time, error } = await contenders[name].signIn(wechat.issueCode());

      if (error) {
        throw new Error(`${name}: ${error}`);
      }

      return { time, connections: relay.connections };
    });
  };

  await measureAt(0, warmUp);

  const without = await measureAt(0, rounds);
  const near = await measureAt(30, rounds);
  const far = await measureAt(200, rounds);

  await collect(names, async (name) => contenders[name].stop());
  await relay.close();

  return collect(names, (name) => {
    const timeOf = (signIns: typeof far) => median(signIns[name].map(({ time }) => time));

    return {
      at30: timeOf(near),
      at200: timeOf(far),
      roundTrips: (timeOf(far) - timeOf(without)) / 200,
      connections: Math.max(...far[name].map(({ connections }) => connections)),
    };
  });
};
