import { inspect } from 'node:util';

import {
  ConnectorError,
  ConnectorErrorCodes,
  socialUserInfoGuard,
  type SocialUserInfo,
} from '@logto/connector-kit';
import { afterAll, beforeAll, expect } from 'vitest';

/** What must hold whatever happens. Every hostile test ends here. */

// Vitest's own: `vitest --mode full`.
const isFull = process.env.MODE === 'full';

/** How much to do: `npm test` does a little, `npm run test:hostile` all of it. */
export const size = (little: number, all: number): number => (isFull ? all : little);

/**
 * For fast-check. `npm test` does the same every time, and so does CI, whose answer is about the
 * change alone. `npm run test:hostile` by hand does other things each time, and says upon a failure
 * with which seed that happens again.
 */
export const runs = (little: number, all: number): { numRuns: number; seed?: number } => ({
  numRuns: size(little, all),
  ...((!isFull || process.env.CI) && { seed: 5 }),
});

/** Milliseconds: the promised 5 seconds for a call, and half a second for a busy machine. */
const callTimeLimit = 5500;

/** The codes that a sign-in may end with. */
const knownCodes: readonly string[] = [
  ConnectorErrorCodes.AuthorizationFailed,
  ConnectorErrorCodes.General,
  ConnectorErrorCodes.InvalidConfig,
  ConnectorErrorCodes.InvalidResponse,
  ConnectorErrorCodes.RateLimitExceeded,
  ConnectorErrorCodes.SocialAccessTokenInvalid,
  ConnectorErrorCodes.SocialAuthCodeInvalid,
];

/** A secret as it could be written somewhere. */
export const spellings = (secret: string): string[] => {
  const encoded = encodeURIComponent(secret.toWellFormed());
  const form = new URLSearchParams({ secret }).toString().replace('secret=', '');

  return [secret, encoded, form, encodeURIComponent(encoded), encodeURIComponent(form)].flatMap(
    (text) => [text, text.replaceAll(/%../g, (hex) => hex.toLowerCase())]
  );
};

const whole = { depth: Infinity, showHidden: true, maxStringLength: null, maxArrayLength: null };

/** The value and what hangs on it, at any depth, each once. */
const everythingIn = (value: unknown, seen = new Set<unknown>()): unknown[] => {
  if (seen.has(value)) {
    return [];
  }

  seen.add(value);

  return typeof value === 'object' && value !== null
    ? [
        value,
        ...Reflect.ownKeys(value).flatMap((key) => [
          key,
          ...everythingIn(Reflect.get(value, key), seen),
        ]),
      ]
    : [value];
};

/** All that a log or an answer could show of it. */
export const searchable = (value: unknown): string =>
  [
    inspect(value, whole),
    JSON.stringify(value),
    ...everythingIn(value).map((part) =>
      part instanceof Error ? `${String(part)} ${part.stack ?? ''}` : inspect(part, whole)
    ),
    ...everythingIn(value).filter((part) => typeof part === 'string'),
  ].join('\n');

/** @param secrets of at least 8 characters: shorter ones are ordinary words. */
export const expectNoSecret = (value: unknown, secrets: readonly string[]): void => {
  const text = searchable(value);

  for (const secret of secrets) {
    const found = spellings(secret).find((spelling) => text.includes(spelling));

    if (found !== undefined) {
      const index = text.indexOf(found);

      expect.fail(`A secret came out: …${text.slice(Math.max(index - 80, 0), index + 80)}…`);
    }
  }
};

const expectUser = (user: SocialUserInfo, secrets: readonly string[]): void => {
  // What the kit's guard would take out, such as `__proto__`, is not there in the first place.
  expect(socialUserInfoGuard.parse(user)).toEqual(user);
  expect(user.id.trim()).not.toBe('');
  expect(user.name ?? 'absent').toMatch(/^\P{Cc}+$/u);
  expect(new URL(user.avatar ?? 'https://absent').protocol).toBe('https:');

  for (const text of everythingIn(user)) {
    if (typeof text === 'string') {
      expect(text.isWellFormed() && !text.includes('\0')).toBe(true);
    }
  }

  expectNoSecret(user, secrets);
};

const expectError: (
  error: unknown,
  secrets: readonly string[]
) => asserts error is ConnectorError = (error, secrets) => {
  if (!(error instanceof ConnectorError)) {
    throw new Error('This is not an error of the kit', { cause: error });
  }

  expect(knownCodes).toContain(error.code);
  expectNoSecret(error, secrets);
  // No URL with a query either, at least none of the two that the connector asks for.
  expect(searchable(error)).not.toMatch(/\/sns\/[\w/]+\?[^*]/);
};

export type Outcome = { user: SocialUserInfo } | { error: ConnectorError };

/** How a sign-in ended, if it did in time. */
export type Ending = { user: SocialUserInfo } | { error: unknown };

/**
 * Waits for a sign-in.
 *
 * @param milliseconds not longer than this, else it throws; if not given, what is promised.
 */
export const endingOf = async (
  signIn: () => Promise<SocialUserInfo>,
  milliseconds = 2 * callTimeLimit
): Promise<Ending> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('The sign-in has not ended in time'));
    }, milliseconds);
  });

  try {
    return await Promise.race([
      signIn().then(
        (user) => ({ user }),
        (error: unknown) => ({ error })
      ),
      tooLate,
    ]);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Checks all that is promised of an ending.
 *
 * @param spent those of the secrets that are worth nothing any more once somebody is signed in.
 */
export const check = (
  ending: Ending,
  secrets: readonly string[],
  spent: readonly string[] = []
): Outcome => {
  if ('user' in ending) {
    expectUser(
      ending.user,
      secrets.filter((secret) => !spent.includes(secret))
    );

    return ending;
  }

  const { error } = ending;

  expectError(error, secrets);

  return { error };
};

/** Waits for a sign-in and checks all that is promised of it. */
export const outcomeOf = async (
  signIn: () => Promise<SocialUserInfo>,
  secrets: readonly string[],
  spent?: readonly string[]
): Promise<Outcome> => check(await endingOf(signIn), secrets, spent);

/** What keeps the process alive: sockets, timers. */
export const resources = (): string[] =>
  process.getActiveResourcesInfo().filter((name) => !/^(?:Message|Pipe|TTY|TCPServer)/.test(name));

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
