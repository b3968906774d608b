import { randomBytes } from 'node:crypto';

import {
  ConnectorError,
  ConnectorErrorCodes,
  type ConnectorSession,
  type SocialUserInfo,
  type TokenResponse,
} from '@logto/connector-kit';

import { type LoggedRequest, recordRequests } from '../wechat/request-log.js';
import type { Config } from './form.js';
import type { Connector, ConnectorFactory } from './install.js';

/** What Logto does with a connector when somebody signs in. */

/** A sign-in that was begun, and may come back from WeChat. */
export type SignIn = {
  authorizationUri: string;
  redirectUri: string;
  session?: ConnectorSession;
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

/**
 * Logto, as far as a sign-in goes.
 *
 * @param getConfig the connector's settings as they are now.
 */
export const createLogto = (factory: ConnectorFactory, getConfig: () => Config) => {
  const { id } = factory.metadata;
  const signIns = new Map<string, SignIn>();

  const getConnector = async () => factory.createConnector({ getConfig: async () => getConfig() });

  const attempt = async <Result extends object>(
    action: (connector: Connector) => Promise<Result>
  ) => {
    const requests: LoggedRequest[] = [];

    try {
      const connector = await getConnector();

      return { ...(await recordRequests(requests, async () => action(connector))), requests };
    } catch (error) {
      return { error, requests };
    }
  };

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
      const { getAuthorizationUri } = await getConnector();
      let session: ConnectorSession | undefined;

      const authorizationUri = await getAuthorizationUri(
        {
          state,
          redirectUri,
          connectorId: id,
          connectorFactoryId: id,
          jti: state,
          headers: { userAgent },
        },
        async (stored) => {
          session = stored;
        }
      );

      signIns.set(state, { authorizationUri, redirectUri, session });

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
      attempt(async ({ getTokenResponseAndUserInfo }) => {
        signIn.callback = callback;

        const data = { ...callback, redirectUri: signIn.redirectUri };
        const getSession = async () => {
          if (!signIn.session) {
            throw new ConnectorError(ConnectorErrorCodes.General, 'No session was stored.');
          }

          return signIn.session;
        };
        const { userInfo: user, tokenResponse: tokens } = await getTokenResponseAndUserInfo(
          data,
          getSession
        );

        signIn.tokens = tokens;

        return { user, tokens };
      }),

    /** Asks the connector for a new access token. An answer may leave the refresh token as it is. */
    refreshToken: async (signIn: SignIn): Promise<Outcome> =>
      attempt(async ({ getAccessTokenByRefreshToken }) => {
        const kept = signIn.tokens?.refresh_token ?? '';
        const tokens = { refresh_token: kept, ...(await getAccessTokenByRefreshToken(kept)) };

        signIn.tokens = tokens;

        return { tokens };
      }),
  };
};
