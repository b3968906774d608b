import type { Contest } from '../contest.js';
import { collect, type Connector, connectors, type Name, names } from '../statistics.js';

/** The requests of one sign-in, and whether it fails. */
export type Requests = {
  ordinary: Record<Name, string>;
  withBase: Record<Connector, string>;
};

/** Counts, at the server, what a sign-in asks WeChat for. */
export const countRequests = async ({ server, start }: Contest): Promise<Requests> => {
  const count = async (name: Name, choices: { code: string; scope?: string }) => {
    const contender = await start(name);

    await server.countRequests();

    const { succeeded } = await contender.measure('outcome', choices);

    await contender.stop();

    return `${await server.countRequests()}${succeeded ? '' : ', and fails'}`;
  };

  return {
    ordinary: await collect(names, async (name) => count(name, { code: 'code' })),
    withBase: await collect(connectors, async (name) =>
      count(name, { code: 'base', scope: 'snsapi_base' })
    ),
  };
};
