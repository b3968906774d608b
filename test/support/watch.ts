import { afterAll, beforeAll, expect } from 'vitest';

import { expectNoSecret, searchable } from './secrets.js';

/** What keeps the process alive: sockets, timers. */
export const resources = (): string[] =>
  process.getActiveResourcesInfo().filter((name) => !/^(?:Message|Pipe|TTY|TCPServer)/.test(name));

/** Which of them are there beyond those of `before`. Some of those, such as Vitest's, may have ended. */
export const resourcesSince = (before: readonly string[]): string[] => {
  const rest = resources();

  for (const name of before) {
    const index = rest.indexOf(name);

    if (index !== -1) {
      rest.splice(index, 1);
    }
  }

  return rest;
};

/** From here to the end of the file no promise may be left to fail, and no output may tell a secret. */
export const watchProcess = (secrets: readonly string[]): void => {
  const unhandled: unknown[] = [];
  const written: string[] = [];
  const restore: (() => void)[] = [];

  const onUnhandled = (reason: unknown) => unhandled.push(reason);
  const onWarning = (warning: Error) => written.push(searchable(warning));

  const record = <Target extends object>(target: Target, method: keyof Target & string) => {
    const original = target[method] as (...parts: unknown[]) => unknown;
    const recorder = (...parts: unknown[]) => {
      written.push(searchable(parts));

      return original.apply(target, parts);
    };

    Object.assign(target, { [method]: recorder });
    restore.push(() => {
      Object.assign(target, { [method]: original });
    });
  };

  beforeAll(() => {
    process.on('unhandledRejection', onUnhandled);
    process.on('warning', onWarning);
    record(process.stdout, 'write');
    record(process.stderr, 'write');

    for (const method of ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const) {
      record(console, method);
    }
  });

  afterAll(async () => {
    // An unhandled rejection is reported after the microtasks of its turn.
    await new Promise(setImmediate);

    for (const undo of restore) {
      undo();
    }

    process.off('unhandledRejection', onUnhandled);
    process.off('warning', onWarning);
    expect(unhandled).toEqual([]);
    expectNoSecret(written, secrets);
  });
};
