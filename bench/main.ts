import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { root } from '../playground/logto/install.js';
import { createStart, installOurs } from './contenders.js';
import { measureCost, measureInstall } from './cost.js';
import { measureOutcomes } from './outcomes.js';
import { drawPlot } from './plot.js';
import { report, type Results } from './report.js';
import { measureWait } from './wait.js';
import { startWechat } from './wechat.js';

/**
 * Measures this connector beside the official one, ky alone and bare fetch; see docs/benchmarks.md.
 *
 *     npm run bench -- [--quick] [--save] [NODE…]
 *
 * NODE is the path of a Node.js that the contenders run on, in the place of the one that this runs on.
 * `--save` puts figures and plot into the documentation. `--quick` measures so little that the figures
 * say nothing: it only shows that the benchmark runs.
 */

const { values: options, positionals } = parseArgs({
  options: { quick: { type: 'boolean' }, save: { type: 'boolean' } },
  allowPositionals: true,
});

/** How often each thing is done. */
const amounts = options.quick
  ? { wait: { warmUp: 5, rounds: 2 }, cost: { warmUp: 2, rounds: 2, signIns: 50 } }
  : { wait: { warmUp: 100, rounds: 12 }, cost: { warmUp: 10, rounds: 15, signIns: 300 } };

const load = loadavg()[0] ?? 0;
const models = new Set(cpus().map(({ model }) => model.trim()));
const machine = `${process.platform} ${process.arch}, ${cpus().length} processors (${[...models].join(', ')}), load average ${load.toFixed(1)} before the run`;

console.log('Packing and installing the connector…');

const ours = await installOurs();
const install = await measureInstall(ours);
const wechat = await startWechat();
const results: Results[] = [];

for (const execPath of positionals.length > 0 ? positionals : [process.execPath]) {
  const start = createStart(ours, execPath);
  const node = execFileSync(execPath, ['--version'], { encoding: 'utf8' }).trim().slice(1);

  console.log(`Node.js ${node}: how long users wait…`);

  const wait = await measureWait(start, wechat, amounts.wait);

  console.log(`Node.js ${node}: without an answer, and with a slow one…`);

  const outcomes = await measureOutcomes(start);

  console.log(`Node.js ${node}: what it costs the host…`);

  const cost = await measureCost(start, wechat, amounts.cost);

  results.push({ node, wait, outcomes, cost, install });
}

await wechat.close();

const text = report(results, machine);

console.log(`\n${text}`);

if (options.save) {
  const document = path.join(root, 'docs/benchmarks.md');
  const before = await readFile(document, 'utf8');

  await writeFile(
    document,
    before.replace(/(?<=<!-- figures -->\n).*(?=\n<!-- end of the figures -->)/s, () => text)
  );
  await writeFile(path.join(root, 'docs/images/benchmarks.svg'), drawPlot(results[0]));
}
