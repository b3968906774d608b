import { createRequire } from 'node:module';
import path from 'node:path';

import { installConnector, packConnector } from '../playground/logto/install.js';
import { createCertificate } from '../playground/network/certificate.js';
import { wechatHosts } from '../playground/network/hosts.js';
import { collectPackages, sizeOf } from './installed-size.js';
import { startContender, startServer, startSlowServer } from './processes.js';
import { type Figures, type Name, names, noFigures } from './statistics.js';

/** How often each thing is done. */
export type Amounts = {
  loads: number;
  rounds: number;
  /** Sign-ins. */
  warmUp: number;
  oneByOne: number;
  atOnce: number;
  memory: number;
};

type Connectors = 'ours' | 'official';

/** What came of it all. Times are in milliseconds, sizes in bytes. */
export type Measurements = {
  load: Figures;
  /** Of a sign-in, by the clock and of the processor, one after another. */
  time: Figures;
  cpu: Figures;
  /** Of a sign-in, 64 at once. */
  timeAtOnce: Figures;
  requests: Record<Name, string>;
  requestsWithBase: Record<Connectors, string>;
  waitForNothing: Record<Connectors, number>;
  longestWait: Record<Connectors, number>;
  install: Record<Connectors, { packages: number; size: number }>;
  memory: Record<Name, { growth: number; range: number }>;
};

/** The names, each round beginning with another one. */
const inTurn = <T>(all: readonly T[], round: number): T[] => [
  ...all.slice(round % all.length),
  ...all.slice(0, round % all.length),
];

/** @param report says what is going on. It takes some minutes. */
export const measure = async (
  amounts: Amounts,
  report: (words: string) => void
): Promise<Measurements> => {
  report('Packing and installing the connector…');

  const { resolve } = createRequire(import.meta.url);
  const instance = await installConnector(await packConnector());
  const ourDirectory = path.join(instance, 'packages/core/connectors/connector-wechat-web');
  const officialEntry = resolve('@logto/connector-wechat-web');
  const entries: Record<Name, string> = {
    ours: path.join(ourDirectory, 'lib/index.js'),
    official: officialEntry,
    ky: path.join(import.meta.dirname, 'ky-alone.mjs'),
    fetch: path.join(import.meta.dirname, 'bare-fetch.mjs'),
  };

  const certificate = await createCertificate(wechatHosts);
  const server = await startServer(certificate);
  const start = async (name: Name, port = server.port) =>
    startContender(entries[name], port, certificate.cert);

  /** How long a sign-in takes at a WeChat that answers at most one request. */
  const measureWait = async (name: Name, slowness: { answered: number; delay: number }) => {
    const contender = await start(name, await startSlowServer(certificate, slowness));
    const { succeeded, time } = await contender.measure('outcome', { code: 'code' });

    await contender.stop();

    if (succeeded) {
      throw new Error(`${name} signed somebody in without an answer.`);
    }

    return time;
  };

  // They work while nobody else does: the other measures go on meanwhile.
  const never = { answered: 0, delay: 0 };
  const waits = Promise.all([
    measureWait('ours', never),
    measureWait('official', never),
    // The token comes when each is about to give up its last try for it, and then nothing more.
    measureWait('ours', { answered: 2, delay: 1400 }),
    measureWait('official', { answered: 3, delay: 4700 }),
  ]);

  report('Loading…');

  const load = noFigures();

  for (let round = 0; round < amounts.loads; round++) {
    for (const name of inTurn(['ours', 'official'] as const, round)) {
      const contender = await start(name);

      load[name].push(await contender.measure('load'));
      await contender.stop();
    }
  }

  report('Counting requests…');

  const countRequests = async (name: Name, choices: { code: string; scope?: string }) => {
    const contender = await start(name);

    await server.countRequests();

    const { succeeded } = await contender.measure('outcome', choices);

    await contender.stop();

    return `${await server.countRequests()}${succeeded ? '' : ', and fails'}`;
  };
  const base = { code: 'base', scope: 'snsapi_base' };

  const requests = {
    ours: await countRequests('ours', { code: 'code' }),
    official: await countRequests('official', { code: 'code' }),
    ky: await countRequests('ky', { code: 'code' }),
    fetch: await countRequests('fetch', { code: 'code' }),
  };
  const requestsWithBase = {
    ours: await countRequests('ours', base),
    official: await countRequests('official', base),
  };

  report('Signing in…');

  const time = noFigures();
  const cpu = noFigures();
  const timeAtOnce = noFigures();
  const contenders = {
    ours: await start('ours'),
    official: await start('official'),
    ky: await start('ky'),
    fetch: await start('fetch'),
  };

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

  for (const name of names) {
    await contenders[name].stop();
  }

  report('Looking for leaks…');

  /** In use before and after each fifth of the sign-ins. */
  const measureMemory = async (name: Name) => {
    const contender = await start(name);

    await contender.measure('signIns', amounts.warmUp, 8);

    const samples = [await contender.measure('memory')];

    while (samples.length <= 5) {
      await contender.measure('signIns', amounts.memory / 5, 8);
      samples.push(await contender.measure('memory'));
    }

    await contender.stop();

    return {
      growth: (samples.at(-1) ?? 0) - (samples[0] ?? 0),
      range: Math.max(...samples) - Math.min(...samples),
    };
  };

  const memory = {
    ours: await measureMemory('ours'),
    official: await measureMemory('official'),
    ky: await measureMemory('ky'),
    fetch: await measureMemory('fetch'),
  };

  const kitPackages = await collectPackages(
    path.dirname(resolve('@logto/connector-kit/package.json'))
  );

  /** What an install brings, beside the kit and what the kit needs: every host has these. */
  const measureInstall = async (directory: string) => {
    const packages = [...(await collectPackages(directory))].filter(
      (found) => !kitPackages.has(found)
    );
    const sizes = await Promise.all(packages.map(sizeOf));

    return { packages: packages.length, size: sizes.reduce((sum, size) => sum + size, 0) };
  };

  const install = {
    ours: await measureInstall(ourDirectory),
    official: await measureInstall(path.join(path.dirname(officialEntry), '..')),
  };

  report('Waiting for those that wait for WeChat…\n');

  const [ours, official, ourLongest, officialLongest] = await waits;

  server.stop();

  return {
    load,
    time,
    cpu,
    timeAtOnce,
    requests,
    requestsWithBase,
    waitForNothing: { ours, official },
    longestWait: { ours: ourLongest, official: officialLongest },
    install,
    memory,
  };
};
