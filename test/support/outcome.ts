import {
  ConnectorError,
  ConnectorErrorCodes,
  type SocialUserInfo,
  socialUserInfoGuard,
} from '@logto/connector-kit';
import { expect } from 'vitest';

import { everythingIn, expectNoSecret, searchable } from './secrets.js';

/** What must hold of every sign-in, whatever happens. */

/** Milliseconds: the promised 5 seconds for a call, and half a second for a busy machine. */
const callTimeLimit = 5500;

/** Microseconds of the processor: the bound against denial of service, not a measure of speed. */
const processorTimeLimit = 1_000_000;

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

const detailKeys = ['errorDescription', 'errcode', 'errmsg', 'status', 'host', 'cause'];

const expectUser = (user: SocialUserInfo): void => {
  // What the kit's guard would take out, such as `__proto__`, is not there in the first place.
  expect(socialUserInfoGuard.parse(user)).toEqual(user);
  // As much as Logto's columns hold.
  expect(user.id).toMatch(/^[!-~]{1,128}$/);
  expect(user.name ?? 'absent').toMatch(/^\P{Cc}{1,128}$/u);
  expect(new URL(user.avatar ?? 'https://absent').protocol).toBe('https:');
  expect((user.avatar ?? '').length).toBeLessThanOrEqual(2048);

  for (const part of everythingIn(user)) {
    if (typeof part === 'string') {
      expect(part.isWellFormed() && !part.includes('\0')).toBe(true);
    } else if (typeof part === 'object' && part !== null) {
      expect(Object.keys(part)).not.toContain('access_token');
      expect(Object.keys(part)).not.toContain('refresh_token');
      expect(Object.keys(part)).not.toContain('__proto__');
      expect(Object.values(part)).not.toContain(undefined);
    }
  }
};

const expectError: (
  error: unknown,
  secrets: readonly string[]
) => asserts error is ConnectorError = (error, secrets) => {
  if (!(error instanceof ConnectorError)) {
    throw new Error('This is not an error of the kit', { cause: error });
  }

  const { errorDescription, errmsg = '' } = error.data as Record<string, string | undefined>;

  expect(knownCodes).toContain(error.code);
  expect(detailKeys).toEqual(expect.arrayContaining(Object.keys(error.data as object)));
  expect(Object.values(error.data as object)).not.toContain(undefined);
  // What end users read of a `General` error: a sentence in Chinese, then in English, and no details.
  expect(errorDescription).toMatch(
    error.code === ConnectorErrorCodes.General ? /^\p{Script=Han}[^\w.]+[A-Z][\w ,“”]+/u : /^[A-Z]/
  );
  expect(errmsg.length).toBeLessThanOrEqual(200);
  expect(errmsg).not.toMatch(/\?[^\s*]|\p{Cc}/u);
  // No URL with a query, at least none of the two that the connector asks for.
  expect(searchable(error)).not.toMatch(/\/sns\/[\w/]+\?[^*]/);
  expectNoSecret(error, secrets);
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
 * @param secrets that an error must not hold. A good answer of WeChat's is not searched for any.
 */
export const check = (ending: Ending, secrets: readonly string[]): Outcome => {
  if ('user' in ending) {
    expectUser(ending.user);

    return ending;
  }

  const { error } = ending;

  expectError(error, secrets);

  return { error };
};

/**
 * Waits for a sign-in that has this process to itself, and checks all that is promised of it, the
 * processor time too.
 */
export const outcomeOf = async (
  signIn: () => Promise<SocialUserInfo>,
  secrets: readonly string[]
): Promise<Outcome> => {
  const start = process.cpuUsage();
  const ending = await endingOf(signIn);
  const { user, system } = process.cpuUsage(start);

  expect(user + system).toBeLessThan(processorTimeLimit);

  return check(ending, secrets);
};
