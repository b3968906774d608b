import { afterAll, beforeAll, expect, vi } from 'vitest';

import { expectNoSecret } from './secrets.js';

/** From here to the end of the file no promise may be left to fail, and no output may tell a secret. */
export const watchProcess = (secrets: readonly string[]): void => {
  const unhandled: unknown[] = [];
  const warnings: Error[] = [];
  const onUnhandled = (reason: unknown) => unhandled.push(reason);
  const onWarning = (warning: Error) => warnings.push(warning);
  let outputs: { mock: { calls: unknown[][] }; mockRestore: () => void }[];

  beforeAll(() => {
    process.on('unhandledRejection', onUnhandled);
    process.on('warning', onWarning);
    outputs = [
      vi.spyOn(process.stdout, 'write'),
      vi.spyOn(process.stderr, 'write'),
      ...(['debug', 'error', 'info', 'log', 'trace', 'warn'] as const).map((method) =>
        vi.spyOn(console, method)
      ),
    ];
  });

  afterAll(async () => {
    // An unhandled rejection is reported after the microtasks of its turn.
    await new Promise(setImmediate);

    const written = outputs.map(({ mock }) => mock.calls);

    for (const { mockRestore } of outputs) {
      mockRestore();
    }

    process.off('unhandledRejection', onUnhandled);
    process.off('warning', onWarning);
    expect(unhandled).toEqual([]);
    expectNoSecret([written, warnings], secrets);
  });
};
