import { randomBytes } from 'node:crypto';

import type { SocialUserInfo, TokenResponse } from '@logto/connector-kit';

import { type LoggedRequest, recordRequests } from '../wechat/request-log.js';
import { createSession, drive } from './drive.js';
import type { Config } from './form.js';
import type { ConnectorFactory } from './install.js';

/** What Logto does with a connector when somebody signs in. */

/** A sign-in that was begun, and may come back from WeChat. */
export type SignIn = ReturnType<typeof createSession> & {
  redirectUri: string;
  /** What Logto's secret vault keeps, encrypted there, if the connector gave it. */
  tokens?: TokenResponse;
  /** The query parameters that WeChat added, without `state`, once it came back. */
  callback?: Record<string, string>;
  /** What came of it last. */
  outcome?: Outcome;
};

/** What came of it, and the requests that the connector made. */
export type Outcome = { requests: LoggedRequest[] } & (
  { user: SocialUserInfo; tokens?: TokenResponse } | { tokens: TokenResponse } | { error: unknown }
);

const keptSignIns = 100;

const attempt = async <Result extends object>(action: () => Promise<Result>) => {
  const requests: LoggedRequest[] = [];

  try {
    return { ...(await recordRequests(requests, action)), requests };
  } catch (error) {
    return { error, requests };
  }
};

/**
 * Logto, as far as a sign-in goes.
 *
 * @param getConfig the connector's settings as they are now.
 */
export const createLogto = (
  { metadata: { id }, createConnector }: ConnectorFactory,
  getConfig: () => Config
) => {
  const { authorize, signInForTokens, refresh } = drive(createConnector);
  const signIns = new Map<string, SignIn>();

  return {
    /** By the `state` that the sign-in was begun with. */
    findSignIn: (state: string) => signIns.get(state),

    /**
     * Asks the connector where to send the browser.
     *
     * @param state what the sign-in is known by: a new one's, or that of one to begin anew.
     * @throws whatever the connector throws.
     */
    beginSignIn: async (
      redirectUri: string,
      userAgent?: string,
      state = randomBytes(16).toString('base64url')
    ) => {
      const signIn = { redirectUri, ...createSession() };
      const authorizationUri = await authorize(
        getConfig(),
        {
          state,
          redirectUri,
          connectorId: id,
          connectorFactoryId: id,
          jti: state,
          headers: { userAgent },
        },
        signIn.setSession
      );

      signIns.set(state, signIn);

      for (const oldest of [...signIns.keys()].slice(0, -keptSignIns)) {
        signIns.delete(oldest);
      }

      return { state, authorizationUri };
    },

    /**
     * Asks the connector who came back, and keeps the tokens as with token storage switched on.
     *
     * @param callback the query parameters that WeChat added, without `state`; those of before if left out.
     */
    finishSignIn: async (signIn: SignIn, callback = signIn.callback): Promise<Outcome> =>
      attempt(async () => {
        signIn.callback = callback;

        const result = await signInForTokens(
          getConfig(),
          { ...callback, redirectUri: signIn.redirectUri },
          signIn.getSession
        );

        if (!result) {
          throw new TypeError('The connector has no function that gives tokens.');
        }

        signIn.tokens = result.tokenResponse;

        return { user: result.userInfo, tokens: result.tokenResponse };
      }),

    /** Asks the connector for a new access token. An answer may leave the refresh token as it is. */
    refreshToken: async (signIn: SignIn): Promise<Outcome> =>
      attempt(async () => {
        const kept = signIn.tokens?.refresh_token ?? '';
        const tokens = { refresh_token: kept, ...(await refresh(getConfig(), kept)) };

        signIn.tokens = tokens;

        return { tokens };
      }),
  };
};
