import type { Contest } from '../contest.js';
import { startSlowServer } from '../processes.js';
import type { Connector } from '../statistics.js';

/** How long a user waits for an answer that says that WeChat gave none. In milliseconds. */
export type Waits = {
  /** WeChat never answers. */
  silence: Record<Connector, number>;
  /** WeChat answers the token call late, and then nothing more. */
  late: Record<Connector, number>;
};

/** Mostly waits, and so can go on beside other measures. */
export const measureWaits = async ({ certificate, start }: Contest): Promise<Waits> => {
  const measureWait = async (name: Connector, slowness: { answered: number; delay: number }) => {
    const contender = await start(name, await startSlowServer(certificate, slowness));
    const { succeeded, time } = await contender.measure('outcome', { code: 'code' });

    await contender.stop();

    if (succeeded) {
      throw new Error(`${name} signed somebody in without an answer.`);
    }

    return time;
  };

  const never = { answered: 0, delay: 0 };
  const [ours, official, oursLate, officialLate] = await Promise.all([
    measureWait('ours', never),
    measureWait('official', never),
    // The token comes when each is about to give up its last try for it, and then nothing more.
    measureWait('ours', { answered: 2, delay: 1400 }),
    measureWait('official', { answered: 3, delay: 4700 }),
  ]);

  return { silence: { ours, official }, late: { ours: oursLate, official: officialLate } };
};
