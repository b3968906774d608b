import { defineConfig } from 'vitest/config';

/** The tests that need Chromium: at CHROMIUM_PATH, or where Debian puts it. */
export default defineConfig({
  test: {
    include: ['test/browser/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
