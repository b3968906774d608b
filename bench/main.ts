import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { installConnector, packConnector, root } from '../playground/logto/install.js';
import { createStart } from './contenders.js';
import { measureCost } from './cost.js';
import { measureOutcomes } from './outcomes.js';
import { drawPlot } from './plot.js';
import { drawReport, type Section } from './report.js';
import { measureWait } from './wait.js';
import { startWechat } from './wechat.js';

/**
 * Measures this connector beside the official one and bare fetch; see docs/benchmarks.md. By
 * `npm run bench -- [--quick] [--save] [NODE…]`, where NODE is the path of a Node.js to run the
 * contenders on, in the place of this process's.
 *
 * `--save` puts the figures and the plot into the documentation. `--quick` measures so little that the
 * figures say nothing: it only shows that the benchmark runs.
 */

const { values: options, positionals } = parseArgs({
  options: { quick: { type: 'boolean' }, save: { type: 'boolean' } },
  allowPositionals: true,
});

/** How often each contender is measured. Odd, so that one figure is the median. */
const rounds = options.quick ? 1 : 13;

const nodes = positionals.length > 0 ? positionals : [process.execPath];
const versions = nodes.map((node) => execFileSync(node, ['--version']).toString().trim());
const [load = 0] = loadavg();
const [processor] = cpus();
const conditions = `Node.js ${versions.join(' and ')}, ${process.platform} ${process.arch}, ${cpus().length} processors (${processor?.model ?? ''}), load average ${load.toFixed(1)} before the run`;

console.log('Packing and installing the connector…');

const instance = await installConnector(await packConnector());
const ours = path.join(instance, 'packages/core/connectors/connector-wechat-web');
const wechat = await startWechat();
const results: Section[][] = [];

for (const node of nodes) {
  const start = createStart(ours, node);

  console.log(`Measuring on ${node}…`);

  results.push([
    { question: 'How long users wait', rows: await measureWait(start, wechat, rounds) },
    {
      question: 'How long without an answer, and with a slow one',
      rows: await measureOutcomes(start, options.quick ? 2 : Infinity),
    },
    { question: 'What it costs the host', rows: await measureCost(start, wechat, rounds) },
  ]);
}

await wechat.close();

const report = drawReport(results, conditions);

console.log(`\n${report}`);

if (options.save) {
  const document = path.join(root, 'docs/benchmarks.md');
  const text = await readFile(document, 'utf8');
  const figures = /(?<=<!-- figures -->\n).*(?=\n<!-- end of the figures -->)/s;
  const updated = text.replace(figures, () => report);

  await writeFile(document, updated);
  await writeFile(path.join(root, 'docs/images/benchmarks.svg'), drawPlot(results[0] ?? []));
}
