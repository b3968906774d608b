import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,test}/**/*.test.ts'],
    // Time-outs of the connector are tested by waiting for them; packing takes some seconds too.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
