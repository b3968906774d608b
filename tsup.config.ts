import { defineConfig } from 'tsup';

import { writeConsoleGuide } from './build/console-guide.js';
import { licenses } from './build/licenses.js';

/**
 * Logto unpacks the package without installing anything, and it recognizes only the errors of its
 * own kit. So every library goes into the one file, but for the kit, which must not: tsup leaves
 * out what stands in `dependencies`, and the kit stands there alone.
 */
export default defineConfig({
  entry: ['src/index.ts'],
  outDir: 'lib',
  format: 'esm',
  target: 'node20',
  clean: true,
  treeshake: true,
  esbuildPlugins: [licenses],
  onSuccess: writeConsoleGuide,
});
