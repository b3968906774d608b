import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,test}/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/browser/**'],
    // Packing builds `lib/`: two test files must not do that at once.
    fileParallelism: false,
    // Time-outs of the connector are tested by waiting for them; packing takes some seconds too.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
