import { exec } from 'node:child_process';
import { promisify } from 'node:util';

import { root } from '../playground/logto/install.js';
import {
  type Connector,
  connectors,
  type Name,
  names,
  routesTo,
  type Start,
} from './contenders.js';
import { type Cell, inMilliseconds, type Row, rowOf } from './report.js';
import { collect, inRounds } from './statistics.js';
import type { Wechat } from './wechat.js';

const npm = async (command: string): Promise<unknown> => {
  const { stdout } = await promisify(exec)(`npm ${command}`, { cwd: root, maxBuffer: Infinity });

  return JSON.parse(stdout);
};

/** The directories of a package that is installed here, and of all that it depends on. */
const findPackages = async (name: string): Promise<string[]> => {
  const found = await npm(`query "[name='${name}'], [name='${name}'] *"`);

  return (found as { location: string }[]).map(({ location }) => `./${location}`);
};

/** What an install of a connector brings. The kit's packages are on every host. */
const weigh = async (name: Connector): Promise<Cell> => {
  const kit = await findPackages('@logto/connector-kit');
  const official = await findPackages('@logto/connector-wechat-web');
  // This connector depends on the kit alone.
  const brought = name === 'ours' ? ['.'] : official.filter((found) => !kit.includes(found));
  const packed = await npm(`pack --dry-run --ignore-scripts --json ${brought.join(' ')}`);
  const sizes = (packed as { unpackedSize: number }[]).map(({ unpackedSize }) => unpackedSize);
  const size = sizes.reduce((sum, next) => sum + next);

  return { text: `${(size / 1000).toFixed(0)} kB (${sizes.length})`, bar: size };
};

/** What a sign-in, loading and an install cost the host. */
export const measureCost = async (
  start: Start,
  { options, issueCode }: Wechat,
  rounds: number
): Promise<Row[]> => {
  const routes = routesTo(options);
  const load = await inRounds(connectors, rounds, async (name) => {
    const { loadTime, stop } = await start(name, routes);

    await stop();

    return loadTime;
  });

  const contenders = await collect(names, async (name) => start(name, routes));
  const signInMany = async (name: Name) =>
    contenders[name].processorTime(Array.from({ length: 300 }, issueCode));

  await inRounds(names, rounds, signInMany); // The code gets warm.

  const signIn = await inRounds(names, rounds, signInMany);

  await collect(names, async (name) => contenders[name].stop());

  return [
    rowOf('Processor time of a sign-in', signIn, inMilliseconds),
    rowOf('Loading', load, inMilliseconds),
    { measure: 'Size (number of packages)', cells: await collect(connectors, weigh) },
  ];
};
