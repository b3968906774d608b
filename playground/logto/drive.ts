import {
  ConnectorError,
  ConnectorErrorCodes,
  type ConnectorSession,
  type CreateConnector,
  type GetSession,
  type SetSession,
  type SocialConnector,
} from '@logto/connector-kit';

/** Drives the connector as Logto does: made anew by its factory for every request. */

/** Either half of a session where the host has none. */
export const noSession = async (): Promise<never> => {
  throw new ConnectorError(ConnectorErrorCodes.NotImplemented);
};

/** What the host keeps of a sign-in between its two halves. */
export const createSession = (): { setSession: SetSession; getSession: GetSession } => {
  let stored: ConnectorSession | undefined;

  return {
    setSession: async (session) => {
      stored = session;
    },
    getSession: async () => {
      if (!stored) {
        throw new ConnectorError(ConnectorErrorCodes.General);
      }

      return stored;
    },
  };
};

type Request = Partial<Parameters<SocialConnector['getAuthorizationUri']>[0]>;

/** @returns functions that take the stored configuration first. Without a session there is none. */
export const drive = (createConnector: CreateConnector<SocialConnector>) => {
  const connectorWith = async (config: unknown) =>
    createConnector({ getConfig: async () => config });

  return {
    authorize: async (
      config: unknown,
      request: Request = {},
      setSession: SetSession = noSession
    ) => {
      const { getAuthorizationUri } = await connectorWith(config);

      return getAuthorizationUri(
        {
          state: 'some_state',
          redirectUri: 'https://logto.example.com/callback',
          connectorId: 'connector-id',
          connectorFactoryId: 'wechat-website',
          jti: '',
          headers: {},
          ...request,
        },
        setSession
      );
    },

    signIn: async (config: unknown, callback: unknown, getSession: GetSession = noSession) => {
      const { getUserInfo } = await connectorWith(config);

      return getUserInfo(callback, getSession);
    },

    /** As a host does that keeps the tokens. */
    signInForTokens: async (
      config: unknown,
      callback: unknown,
      getSession: GetSession = noSession
    ) => {
      const { getTokenResponseAndUserInfo } = await connectorWith(config);

      return getTokenResponseAndUserInfo?.(callback, getSession);
    },

    refresh: async (config: unknown, refreshToken: string) => {
      const { getAccessTokenByRefreshToken } = await connectorWith(config);

      return getAccessTokenByRefreshToken?.(refreshToken);
    },
  };
};
