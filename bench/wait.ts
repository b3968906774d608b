import { type Name, names, routesTo, type Start } from './contenders.js';
import { startRelay } from './relay.js';
import { inMilliseconds, type Row, rowOf } from './report.js';
import { collect, inRounds } from './statistics.js';
import type { Wechat } from './wechat.js';

/**
 * How long users wait: sign-ins over a path with delay.
 *
 * A sign-in's round trips are the time that the delay adds to it, divided by the round-trip time. So
 * the time of the processor does not count as a part of one.
 */
export const measureWait = async (
  start: Start,
  { options, issueCode }: Wechat,
  rounds: number
): Promise<Row[]> => {
  const relay = await startRelay(options.port);
  const routes = routesTo({ ...options, port: relay.port });
  const contenders = await collect(names, async (name) => start(name, routes));
  const signIn = async (name: Name) => {
    const { time, error } = await contenders[name].signIn(issueCode());

    if (error) {
      throw new Error(`${name}: ${error}`);
    }

    return time;
  };

  const signInsAt = async (roundTripTime: number, count = rounds) => {
    relay.roundTripTime = roundTripTime;

    return inRounds(names, count, signIn);
  };

  await signInsAt(0, 8 * rounds); // The code gets warm.

  const [at0, at30, at200] = [await signInsAt(0), await signInsAt(30), await signInsAt(200)];
  const connections = await inRounds(names, 1, async (name) => {
    relay.connections = 0;
    await signIn(name);

    return relay.connections;
  });

  await collect(names, async (name) => contenders[name].stop());

  const roundTrips = await collect(names, async (name) => (at200[name] - at0[name]) / 200);

  return [
    rowOf('A sign-in, round trip of 30 ms', at30, inMilliseconds),
    rowOf('A sign-in, round trip of 200 ms', at200, inMilliseconds),
    rowOf('Its round trips', roundTrips, (figure) => ({ text: figure.toFixed(1) })),
    rowOf('Its connections', connections, (figure) => ({ text: String(figure) })),
  ];
};
