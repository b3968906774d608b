import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { measure } from './measure.js';
import { drawBars, drawTable } from './report.js';

/**
 * Measures this connector, the official one, ky alone and bare fetch side by side; see
 * docs/benchmarks.md.
 *
 * `--quick` measures so little that the figures say nothing: it only shows that the benchmark runs.
 * `--save` puts the figures and the plot into the documentation.
 */

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean' }, save: { type: 'boolean' } },
});

const [loadBefore = 0] = loadavg();
const measurements = await measure(
  options.quick
    ? { loads: 3, rounds: 2, warmUp: 100, oneByOne: 50, atOnce: 128, memory: 500 }
    : { loads: 25, rounds: 25, warmUp: 3000, oneByOne: 300, atOnce: 960, memory: 10_000 },
  (words) => {
    console.log(words);
  }
);
const table = drawTable(measurements);
const [processor] = cpus();
const machine = `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} × ${processor?.model.trim() ?? 'unknown processor'}, load average ${loadBefore.toFixed(1)} before the run`;

console.log(`${table}\n\n${machine}`);

if (options.save) {
  const directory = path.join(import.meta.dirname, '../docs');
  const document = path.join(directory, 'benchmarks.md');
  const text = await readFile(document, 'utf8');

  await writeFile(
    document,
    text.replace(/(?<=<!-- figures -->\n).*(?=\n<!-- end of the figures -->)/s, () =>
      [`Measured on ${machine}.`, table].join('\n\n')
    )
  );
  await writeFile(path.join(directory, 'images/benchmarks.svg'), drawBars(measurements));
}
