import { defineConfig } from 'vitest/config';

/** Packs the connector before the first test; only in runs that have a test of that project. */
const globalSetup = 'test/support/pack.ts';

const unit = { extends: true as const, test: { name: 'unit', include: ['src/**/*.test.ts'] } };

export default defineConfig(({ mode }) => ({
  test: {
    // By itself Vitest leaves one processor free: of two, every other one.
    minWorkers: 1,
    maxWorkers: '100%',
    // The connector's time limits are tested by waiting for them.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Stryker has no option that chooses a project. A mutant is for the unit tests alone to find.
    projects: process.env.STRYKER_MUTATOR_WORKER
      ? [unit]
      : [
          unit,
          { extends: true, test: { name: 'docs', include: ['test/docs/**/*.test.ts'] } },
          {
            extends: true,
            test: {
              name: 'package',
              include: ['test/{package,playground}/**/*.test.ts'],
              mode,
              globalSetup,
            },
          },
          {
            extends: true,
            test: {
              name: 'hostile',
              include: ['test/hostile/**/*.test.ts'],
              mode,
            },
          },
          {
            extends: true,
            test: {
              name: 'browser',
              include: ['test/browser/**/*.test.ts'],
              testTimeout: 60_000,
              globalSetup,
            },
          },
        ],
  },
}));
