import {
  ConnectorError,
  ConnectorErrorCodes,
  type SocialUserInfo,
  socialUserInfoGuard,
} from '@logto/connector-kit';
import { expect } from 'vitest';

import { everythingIn, expectNoSecret, searchable } from './secrets.js';

/** What must hold of every sign-in, whatever happens. */

const detailKeys = ['errorDescription', 'errcode', 'errmsg', 'status', 'host', 'cause'];

const expectUser = (user: SocialUserInfo): void => {
  expect(socialUserInfoGuard.parse(user)).toEqual(user);
  // As much as Logto's columns hold.
  expect(user.id).toMatch(/^.{1,128}$/su);
  expect(user.name ?? 'absent').toMatch(/^\P{Cc}{1,128}$/u);
  expect(user.avatar ?? 'https://absent').toMatch(/^https:\/\/[!-~]{1,2040}$/);

  for (const part of everythingIn(user)) {
    if (typeof part === 'string') {
      expect(part.isWellFormed() && !part.includes('\0')).toBe(true);
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

  const data = error.data as Record<string, unknown>;

  expect(detailKeys).toEqual(expect.arrayContaining(Object.keys(data)));
  expect(Object.values(data)).not.toContain(undefined);
  // What end users read of a `General` error: a sentence in Chinese, then in English, and no details.
  expect(data.errorDescription).toMatch(
    error.code === ConnectorErrorCodes.General ? /^\p{Script=Han}[^\w.]+[A-Z][\w ,“”]+/u : /^[A-Z]/
  );
  // No URL with a query, at least none of those that the connector asks for.
  expect(searchable(error)).not.toMatch(/\/sns\/[\w/]+\?/);
  expectNoSecret(error, secrets);
};

export type Outcome = { user: SocialUserInfo } | { error: ConnectorError };

/**
 * Waits for a sign-in, and checks all that is promised of how it ends.
 *
 * @param secrets that an error must not hold. A good answer of WeChat's is not searched for any.
 */
export const outcomeOf = async (
  signIn: () => Promise<SocialUserInfo>,
  secrets: readonly string[]
): Promise<Outcome> => {
  const outcome = await signIn().then(
    (user) => ({ user }),
    (error: unknown) => ({ error })
  );

  if ('user' in outcome) {
    expectUser(outcome.user);

    return outcome;
  }

  const { error } = outcome;

  expectError(error, secrets);

  return { error };
};
