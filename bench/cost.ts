import { exec } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { root } from '../playground/logto/install.js';
import {
  collect,
  type Connector,
  connectors,
  inRounds,
  median,
  type Name,
  names,
  routesTo,
  type Start,
} from './contenders.js';
import type { Wechat } from './wechat.js';

/** What a connector costs the host, in milliseconds. */
export type Cost = {
  /** Of the processor, for a sign-in over open connections. */
  signIn: Record<Name, number>;
  /** From `import` to what Logto keeps of a connector, once the kit is loaded. */
  load: Record<Connector, number>;
};

export const measureCost = async (
  start: Start,
  { options, issueCode }: Wechat,
  { warmUp, rounds, signIns }: { warmUp: number; rounds: number; signIns: number }
): Promise<Cost> => {
  const routes = routesTo(options);
  const loads = await inRounds(connectors, rounds, async (name) => {
    const { loadTime, stop } = await start(name, routes);

    await stop();

    return loadTime;
  });

  const contenders = await collect(names, async (name) => start(name, routes));
  const measure = async (count: number) =>
    inRounds(names, count, async (name) =>
      contenders[name].processorTime(Array.from({ length: signIns }, issueCode))
    );

  await measure(warmUp);

  const times = await measure(rounds);

  await collect(names, async (name) => contenders[name].stop());

  return {
    signIn: await collect(names, (name) => median(times[name])),
    load: await collect(connectors, (name) => median(loads[name])),
  };
};

/** What installing a connector brings. */
export type Install = {
  packages: number;
  /** Of their files, in bytes. */
  size: number;
};

/** The directories of one of this project's packages and of all that it depends on. */
const findPackages = async (name: string): Promise<string[]> => {
  const { stdout } = await promisify(exec)(
    `npm query "[name='${name}'], [name='${name}'] *"`,
    { cwd: root, maxBuffer: Infinity }
  );

  return (JSON.parse(stdout) as { path: string }[]).map((found) => found.path);
};

/** Bytes of a package's files, without those of packages inside it. */
const sizeOf = async (directory: string): Promise<number> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !path.relative(directory, file).split(path.sep).includes('node_modules'))
    .map(async (file) => (await stat(file)).size);

  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
};

/**
 * What each connector brings, beside the kit and what the kit needs: every host has these.
 *
 * @param ours the directory of this connector, installed. Its one dependency is the kit.
 */
export const measureInstall = async (ours: string): Promise<Record<Connector, Install>> => {
  const kit = await findPackages('@logto/connector-kit');
  const official = await findPackages('@logto/connector-wechat-web');
  const packages = { ours: [ours], official: official.filter((found) => !kit.includes(found)) };

  return collect(connectors, async (name) => {
    const sizes = await Promise.all(packages[name].map(sizeOf));

    return { packages: sizes.length, size: sizes.reduce((sum, size) => sum + size, 0) };
  });
};
