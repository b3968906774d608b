import {
  ConnectorError,
  ConnectorErrorCodes,
  socialUserInfoGuard,
  type SocialUserInfo,
} from '@logto/connector-kit';
import { expect } from 'vitest';

import { everythingIn, expectNoSecret, searchable } from './secrets.js';

/** What must hold whatever happens. Every hostile test ends here. */

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
