import { writeFile, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus, loadavg } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { installConnector, packConnector } from '../playground/logto/install.js';
import { createCertificate } from '../playground/network/certificate.js';
import { wechatHosts } from '../playground/network/hosts.js';

import { collectPackages, sizeOf } from './install.js';
import { drawPlot } from './plot.js';
import { startServer, startSlowServer, startWorker, type Worker } from './workers.js';

/**
 * Measures this connector, the official one and the floor side by side; see docs/benchmarks.md.
 *
 * `--quick` measures so little that the figures say nothing: it only shows that the benchmark runs.
 * `--save` puts the figures and the plot into the documentation.
 */

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean' }, save: { type: 'boolean' } },
});

const amounts = options.quick
  ? { loads: 3, rounds: 2, warmUp: 100, inTurn: 50, atOnce: 128, uris: 500, memory: 500 }
  : { loads: 25, rounds: 25, warmUp: 3000, inTurn: 300, atOnce: 960, uris: 5000, memory: 10_000 };

type Name = 'ours' | 'official' | 'floor';
type Figures = Record<Name, number[]>;

const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((first, second) => first - second);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);

  return middle.reduce((sum, number) => sum + number, 0) / middle.length;
};

/** The median of the rounds' ratios: what slows one round down slows all down that are in it. */
const medianRatio = (figures: Figures, name: Name, reference: Name): number =>
  median(figures[name].map((figure, round) => figure / (figures[reference][round] ?? Number.NaN)));

/** The names, each round beginning with another one. */
const inTurn = (names: readonly Name[], round: number): Name[] => [
  ...names.slice(round % names.length),
  ...names.slice(0, round % names.length),
];

const noFigures = (): Figures => ({ ours: [], official: [], floor: [] });

const [loadBefore = 0] = loadavg();

console.log('Packing and installing the connector…');

const { resolve } = createRequire(import.meta.url);
const instance = await installConnector(await packConnector());
const ourDirectory = path.join(instance, 'packages/core/connectors/connector-wechat-web');
const officialEntry = resolve('@logto/connector-wechat-web');
const entries: Record<Name, string> = {
  ours: path.join(ourDirectory, 'lib/index.js'),
  official: officialEntry,
  floor: path.join(import.meta.dirname, 'floor.mjs'),
};

const certificate = await createCertificate(wechatHosts);
const server = await startServer(certificate);
const start = async (name: Name, port = server.port) =>
  startWorker(entries[name], port, certificate.cert);

/** How long a sign-in takes, in milliseconds, at a WeChat that answers at most one request. */
const measureWait = async (name: Name, slowness: { answered: number; delay: number }) => {
  const worker = await start(name, await startSlowServer(certificate, slowness));
  const { succeeded, time } = await worker.measure('outcome', 'code');

  await worker.stop();

  if (succeeded) {
    throw new Error(`${name} signed somebody in without an answer.`);
  }

  return time;
};

// Nobody works while they wait, so the other measures go on meanwhile.
const never = { answered: 0, delay: 0 };
const waits = Promise.all([
  measureWait('ours', never),
  measureWait('official', never),
  // The token comes when each is about to give up its last try for it, and then nothing more.
  measureWait('ours', { answered: 2, delay: 1400 }),
  measureWait('official', { answered: 3, delay: 4700 }),
]);

console.log('Loading…');

const load = noFigures();

for (let round = 0; round < amounts.loads; round++) {
  for (const name of inTurn(['ours', 'official'], round)) {
    const worker = await start(name);

    load[name].push(await worker.measure('load'));
    await worker.stop();
  }
}

console.log('Counting requests…');

const countRequests = async (name: Name, code: string) => {
  const worker = await start(name);

  await server.countRequests();

  const { succeeded } = await worker.measure('outcome', code);

  await worker.stop();

  return `${await server.countRequests()}${succeeded ? '' : ', and fails'}`;
};

const requests = {
  ours: await countRequests('ours', 'code'),
  official: await countRequests('official', 'code'),
  floor: await countRequests('floor', 'code'),
};
const requestsWithBase = {
  ours: await countRequests('ours', 'base'),
  official: await countRequests('official', 'base'),
};

console.log('Signing in…');

const names: Name[] = ['ours', 'official', 'floor'];
const time = noFigures();
const cpu = noFigures();
const timeAtOnce = noFigures();
const uri = noFigures();
const workers = {
  ours: await start('ours'),
  official: await start('official'),
  floor: await start('floor'),
} satisfies Record<Name, Worker>;

for (const name of names) {
  await workers[name].measure('signIns', amounts.warmUp, 1);
  await workers[name].measure('signIns', amounts.warmUp, 64);
}

for (let round = 0; round < amounts.rounds; round++) {
  for (const name of inTurn(names, round)) {
    const oneByOne = await workers[name].measure('signIns', amounts.inTurn, 1);

    time[name].push(oneByOne.time);
    cpu[name].push(oneByOne.cpu);
  }

  for (const name of inTurn(names, round)) {
    timeAtOnce[name].push((await workers[name].measure('signIns', amounts.atOnce, 64)).time);
  }

  for (const name of inTurn(['ours', 'official'], round)) {
    uri[name].push(await workers[name].measure('authorizationUris', amounts.uris));
  }
}

for (const name of names) {
  await workers[name].stop();
}

console.log('Looking for leaks…');

/** Kilobytes in use, before and after each fifth of the sign-ins. */
const measureMemory = async (name: Name) => {
  const worker = await start(name);

  await worker.measure('signIns', amounts.warmUp, 8);

  const samples = [await worker.measure('memory')];

  while (samples.length <= 5) {
    await worker.measure('signIns', amounts.memory / 5, 8);
    samples.push(await worker.measure('memory'));
  }

  await worker.stop();

  return {
    growth: ((samples.at(-1) ?? 0) - (samples[0] ?? 0)) / 1000,
    range: (Math.max(...samples) - Math.min(...samples)) / 1000,
  };
};

const memory = {
  ours: await measureMemory('ours'),
  official: await measureMemory('official'),
  floor: await measureMemory('floor'),
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

console.log('Waiting for those that wait for WeChat…\n');

const [ourWait, officialWait, ourLongestWait, officialLongestWait] = await waits;

server.stop();

// The report

const milliseconds = (figure: number) =>
  `${figure.toFixed(figure < 0.1 ? 4 : figure < 10 ? 2 : 1)} ms`;
const seconds = (figure: number) => `${(figure / 1000).toFixed(1)} s`;
const times = (figure: number) => `× ${figure.toFixed(2)}`;
const perSecond = (figure: number) => `${(1000 / figure).toFixed(0)}/s`;
const kilobytes = (figure: number) => `${figure.toFixed(0)} kB`;

type Row = {
  measure: string;
  ours: string;
  official: string;
  floor?: string;
  ratio?: string;
  wanted: string;
  isMet: boolean;
};

/** A row of rounds that all went through, and by how much ours are to be ahead. */
const compare = (
  measure: string,
  figures: Figures,
  print: (figure: number) => string,
  lead: number
): Row => {
  const ratio = medianRatio(figures, 'official', 'ours');

  return {
    measure,
    ours: print(median(figures.ours)),
    official: print(median(figures.official)),
    floor: figures.floor.length > 0 ? print(median(figures.floor)) : '',
    ratio: times(ratio),
    wanted: `at least × ${lead}`,
    isMet: ratio >= lead,
  };
};

const ratioToFloor = medianRatio(time, 'ours', 'floor');

const rows: Row[] = [
  compare('loading, once the kit is loaded', load, milliseconds, 10),
  compare('a sign-in, one after another', time, milliseconds, 1.4),
  {
    measure: 'the same, ours ÷ bare fetch',
    ours: milliseconds(median(time.ours)),
    official: '',
    floor: milliseconds(median(time.floor)),
    ratio: times(ratioToFloor),
    wanted: 'at most × 1.4',
    isMet: ratioToFloor <= 1.4,
  },
  compare('sign-ins, 64 at once', timeAtOnce, perSecond, 1.5),
  compare('processor time of a sign-in', cpu, milliseconds, 1.4),
  compare('`getAuthorizationUri`', uri, milliseconds, 1),
  {
    measure: 'requests of a sign-in',
    ...requests,
    wanted: '2',
    isMet: requests.ours === '2',
  },
  {
    measure: 'requests with `snsapi_base`',
    ...requestsWithBase,
    wanted: '1',
    isMet: requestsWithBase.ours === '1',
  },
  {
    measure: 'answer when WeChat never answers',
    ours: seconds(ourWait),
    official: seconds(officialWait),
    ratio: times(officialWait / ourWait),
    wanted: '10 s',
    isMet: ourWait <= 10_000,
  },
  {
    measure: 'answer when the token comes late, then nothing',
    ours: seconds(ourLongestWait),
    official: seconds(officialLongestWait),
    ratio: times(officialLongestWait / ourLongestWait),
    wanted: '10 s',
    isMet: ourLongestWait <= 10_000,
  },
  {
    measure: 'packages that an install brings, beside the kit’s',
    ours: String(install.ours.packages),
    official: String(install.official.packages),
    wanted: '1',
    isMet: install.ours.packages === 1,
  },
  {
    measure: 'their size, unpacked',
    ours: kilobytes(install.ours.size / 1000),
    official: kilobytes(install.official.size / 1000),
    ratio: times(install.official.size / install.ours.size),
    wanted: 'less',
    isMet: install.ours.size < install.official.size,
  },
  {
    measure: `growth of memory in ${amounts.memory} sign-ins`,
    ours: kilobytes(memory.ours.growth),
    official: kilobytes(memory.official.growth),
    floor: kilobytes(memory.floor.growth),
    // What the floor's memory does by itself, up and down, is noise.
    wanted: `at most the noise, ${kilobytes(memory.floor.range)}`,
    isMet: memory.ours.growth <= memory.floor.range,
  },
];

const table = [
  ['measure', 'ours', 'official', 'floor', 'ratio', 'our target', 'met'],
  Array.from({ length: 7 }, () => '---'),
  ...rows.map(({ measure, ours, official, floor = '', ratio = '', wanted, isMet }) => [
    ...[measure, ours, official, floor, ratio, wanted, isMet ? 'yes' : 'no'],
  ]),
]
  .map((cells) => `| ${cells.join(' | ')} |`)
  .join('\n');
const [processor] = cpus();
const machine = `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} × ${processor?.model.trim() ?? 'unknown processor'}, load average ${loadBefore.toFixed(1)} before the run`;

console.log(`${table}\n\n${machine}`);

if (options.save) {
  const directory = path.join(import.meta.dirname, '../docs');
  const document = path.join(directory, 'benchmarks.md');
  const text = await readFile(document, 'utf8');
  const bars = (label: string, figures: Figures, print: (figure: number) => string) => ({
    label,
    bars: names
      .filter((name) => figures[name].length > 0)
      .map((name) => ({ name, figure: median(figures[name]), text: print(median(figures[name])) })),
  });

  await writeFile(
    document,
    text.replace(/(?<=<!-- figures -->\n).*(?=\n<!-- end of the figures -->)/s, () =>
      [`Measured on ${machine}.`, table].join('\n\n')
    )
  );
  await writeFile(
    path.join(directory, 'images/benchmarks.svg'),
    drawPlot([
      bars('Loading', load, milliseconds),
      bars('A sign-in, one after another', time, milliseconds),
      bars('A sign-in, 64 at once', timeAtOnce, milliseconds),
      bars('Processor time of a sign-in', cpu, milliseconds),
      bars(
        'Answer when WeChat is silent',
        { ours: [ourWait], official: [officialWait], floor: [] },
        seconds
      ),
    ])
  );
}
