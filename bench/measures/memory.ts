import type { Contest } from '../contest.js';
import { collect, type Name, names } from '../statistics.js';

/** Of the memory in use, in bytes. */
export type Memory = {
  /** From before the sign-ins to after them. */
  growth: number;
  /** Between the least and the most meanwhile. */
  range: number;
};

/** Looks for leaks: the memory in use before and after each fifth of the sign-ins. */
export const measureMemory = async (
  { start }: Contest,
  amounts: { warmUp: number; signIns: number }
): Promise<Record<Name, Memory>> =>
  collect(names, async (name) => {
    const contender = await start(name);

    await contender.measure('signIns', amounts.warmUp, 8);

    const samples = [await contender.measure('memory')];

    while (samples.length <= 5) {
      await contender.measure('signIns', amounts.signIns / 5, 8);
      samples.push(await contender.measure('memory'));
    }

    await contender.stop();

    return {
      growth: (samples.at(-1) ?? 0) - (samples[0] ?? 0),
      range: Math.max(...samples) - Math.min(...samples),
    };
  });
