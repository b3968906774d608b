import { defineConfig } from 'vitest/config';

/** Packs the connector before the first test; only in runs that have a test of that project. */
const globalSetup = 'test/support/pack.ts';

const project = (name: string, folder: string, options: object = {}) => ({
  extends: true as const,
  test: { name, include: [`${folder}/**/*.test.ts`], ...options },
});

const unit = project('unit', 'src');

export default defineConfig(({ mode }) => ({
  test: {
    // Two more than the processors of CI, because the tests of time limits and of processes mostly wait.
    maxWorkers: 4,
    // Those that wait do so together.
    maxConcurrency: 100,
    // The connector's time limits are tested by waiting for them.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Stryker has no option that chooses a project. A mutant is for the unit tests alone to find.
    projects: process.env.STRYKER_MUTATOR_WORKER
      ? [unit]
      : [
          unit,
          project('docs', 'test/docs'),
          // A project does not take the mode of the command line (`--mode full`) by itself.
          project('package', 'test/{package,playground}', { mode, globalSetup }),
          // Many thousand cases are one test there.
          project('hostile', 'test/hostile', { mode, testTimeout: 200_000 }),
          project('browser', 'test/browser', { globalSetup, testTimeout: 60_000 }),
        ],
  },
}));
