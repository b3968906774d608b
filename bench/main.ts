import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { prepareContest } from './contest.js';
import { measureFirstSignIns } from './measures/first-sign-ins.js';
import { measureInstall } from './measures/install.js';
import { measureLoad } from './measures/load.js';
import { measureMemory } from './measures/memory.js';
import { countRequests } from './measures/requests.js';
import { measureSignIns } from './measures/sign-ins.js';
import { measureWaits } from './measures/waits.js';
import { drawBars, drawTables } from './report.js';

/**
 * Measures this connector, the official one, ky alone and bare fetch side by side; see
 * docs/benchmarks.md. It takes some minutes.
 *
 * `--quick` measures so little that the figures say nothing: it only shows that the benchmark runs.
 * `--save` puts the figures and the plot into the documentation.
 */

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean' }, save: { type: 'boolean' } },
});

/** How often each thing is done. */
const amounts = options.quick
  ? {
      firstSignIns: { warmUp: 5, rounds: 2 },
      loads: 3,
      signIns: { warmUp: 100, rounds: 2, oneByOne: 50, atOnce: 128 },
      memory: { warmUp: 100, signIns: 500 },
    }
  : {
      firstSignIns: { warmUp: 100, rounds: 25 },
      loads: 25,
      signIns: { warmUp: 3000, rounds: 25, oneByOne: 300, atOnce: 960 },
      memory: { warmUp: 3000, signIns: 10_000 },
    };

const [loadBefore = 0] = loadavg();
const [processor] = cpus();
const machine = `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} × ${processor?.model.trim() ?? 'unknown processor'}, load average ${loadBefore.toFixed(1)} before the run`;

console.log('Packing and installing the connector…');
const contest = await prepareContest();

// It works while nobody else does: the other measures go on meanwhile.
const waits = measureWaits(contest);

console.log('Signing in over a path with delay…');
const firstSignIns = await measureFirstSignIns(contest, amounts.firstSignIns);

console.log('Loading…');
const load = await measureLoad(contest, amounts.loads);

console.log('Counting requests…');
const requests = await countRequests(contest);

console.log('Signing in over connections that are open…');
const signIns = await measureSignIns(contest, amounts.signIns);

console.log('Looking for leaks…');
const memory = await measureMemory(contest, amounts.memory);

console.log('Weighing what an install brings…');
const install = await measureInstall(contest);

console.log('Waiting for those that wait for WeChat…\n');
const measurements = {
  firstSignIns,
  waits: await waits,
  signIns,
  load,
  requests,
  install,
  memory,
};

contest.server.stop();

const tables = drawTables(measurements);

console.log(`${tables}\n\n${machine}`);

if (options.save) {
  const directory = path.join(import.meta.dirname, '../docs');
  const document = path.join(directory, 'benchmarks.md');
  const text = await readFile(document, 'utf8');

  await writeFile(
    document,
    text.replace(/(?<=<!-- figures -->\n).*(?=\n<!-- end of the figures -->)/s, () =>
      [`Measured on ${machine}.`, tables].join('\n\n')
    )
  );
  await writeFile(path.join(directory, 'images/benchmarks.svg'), drawBars(measurements));
}
