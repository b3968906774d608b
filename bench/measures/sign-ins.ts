import type { Contest } from '../contest.js';
import { collect, type Figures, inTurn, names, noFigures } from '../statistics.js';

/** Of a sign-in over connections that are open, in milliseconds. */
export type SignIns = {
  /** By the clock, one after another. */
  time: Figures;
  /** Of the processor, one after another. */
  cpu: Figures;
  /** By the clock, 64 at once. */
  timeAtOnce: Figures;
};

/** What the code of a sign-in costs, once it is warm and no connection has to be opened. */
export const measureSignIns = async (
  { start }: Contest,
  amounts: { warmUp: number; rounds: number; oneByOne: number; atOnce: number }
): Promise<SignIns> => {
  const contenders = await collect(names, start);
  const time = noFigures();
  const cpu = noFigures();
  const timeAtOnce = noFigures();

  for (const name of names) {
    await contenders[name].measure('signIns', amounts.warmUp, 1);
    await contenders[name].measure('signIns', amounts.warmUp, 64);
  }

  for (let round = 0; round < amounts.rounds; round++) {
    for (const name of inTurn(names, round)) {
      const figures = await contenders[name].measure('signIns', amounts.oneByOne, 1);

      time[name].push(figures.time);
      cpu[name].push(figures.cpu);
    }

    for (const name of inTurn(names, round)) {
      const figures = await contenders[name].measure('signIns', amounts.atOnce, 64);

      timeAtOnce[name].push(figures.time);
    }
  }

  await collect(names, async (name) => contenders[name].stop());

  return { time, cpu, timeAtOnce };
};
