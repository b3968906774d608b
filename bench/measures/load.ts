import type { Contest } from '../contest.js';
import { connectors, type Figures, inTurn, noFigures } from '../statistics.js';

/** Milliseconds from `import` to what Logto keeps of a connector, each time in a new process. */
export const measureLoad = async ({ start }: Contest, rounds: number): Promise<Figures> => {
  const load = noFigures();

  for (let round = 0; round < rounds; round++) {
    for (const name of inTurn(connectors, round)) {
      const contender = await start(name);

      load[name].push(await contender.measure('load'));
      await contender.stop();
    }
  }

  return load;
};
