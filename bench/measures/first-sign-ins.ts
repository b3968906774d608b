import type { Contest } from '../contest.js';
import { startRelay } from '../processes.js';
import { collect, type Figures, inTurn, names, noFigures } from '../statistics.js';

/** Of sign-ins that begin with no connection open, over a path with delay. */
export type Path = {
  /** There and back, in milliseconds. */
  roundTripTime: number;
  /** Of a sign-in, in milliseconds. */
  time: Figures;
  /** How often a sign-in waits for the path, there and back. */
  roundTrips: Figures;
  /** That a sign-in opens. */
  connections: Figures;
};

export type FirstSignIns = {
  paths: Path[];
  /** Over the same path without delay: what is the processor's, not the path's. In milliseconds. */
  withoutDelay: Figures;
};

/**
 * What users wait for: a sign-in with no connection open, with WeChat far away and near.
 *
 * Its round trips are the time that the delay adds to it, divided by the round-trip time. The rest is
 * the processor's: divided by 30 ms it would look like a part of a round trip.
 */
export const measureFirstSignIns = async (
  { server, start }: Contest,
  amounts: { warmUp: number; rounds: number }
): Promise<FirstSignIns> => {
  const relay = await startRelay(server.port);
  const contenders = await collect(names, async (name) => start(name, relay.port));
  const withoutDelay = noFigures();
  const paths = [200, 30].map((roundTripTime) => ({
    roundTripTime,
    time: noFigures(),
    roundTrips: noFigures(),
    connections: noFigures(),
  }));

  const measureOnce = async (roundTripTime: number, round: number) => {
    await relay.setRoundTripTime(roundTripTime);

    return collect(inTurn(names, round), async (name) => ({
      time: await contenders[name].measure('firstSignIn'),
      connections: await relay.countConnections(),
    }));
  };

  for (let round = 0; round < amounts.warmUp; round++) {
    await measureOnce(0, round);
  }

  for (let round = 0; round < amounts.rounds; round++) {
    const here = await measureOnce(0, round);

    for (const name of names) {
      withoutDelay[name].push(here[name].time);
    }

    for (const { roundTripTime, time, roundTrips, connections } of paths) {
      const there = await measureOnce(roundTripTime, round);

      for (const name of names) {
        time[name].push(there[name].time);
        roundTrips[name].push((there[name].time - here[name].time) / roundTripTime);
        connections[name].push(there[name].connections);
      }
    }
  }

  await collect(names, async (name) => contenders[name].stop());
  relay.stop();

  return { paths, withoutDelay };
};
