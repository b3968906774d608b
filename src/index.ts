import {
  ConnectorError,
  ConnectorErrorCodes,
  ConnectorType,
  type CreateConnector,
  type GetAccessTokenByRefreshToken,
  type GetAuthorizationUri,
  type GetConnectorConfig,
  type GetTokenResponseAndUserInfo,
  type GetUserInfo,
  type SocialConnector,
  type SocialUserInfo,
} from '@logto/connector-kit';

import { chooseApp, recallApp } from './app.js';
import { isDeadEnd } from './browser.js';
import {
  authorizationEndpoint,
  defaultMetadata,
  endUserSentences,
  inAppAuthorizationEndpoint,
} from './constant.js';
import { noUserInfoGranted } from './errors.js';
import { grantsUserInfo, splitScopes, toInAppScope } from './scope.js';
import { type App, callbackGuard, type Settings, wechatConfigGuard } from './types.js';
import { toAvatar, toId, toName } from './user.js';
import { buildQuery, parseOrThrow, withoutEmpty } from './utils.js';
import {
  accessTokenEndpoint,
  callWechat,
  detailsOf,
  refreshTokenEndpoint,
  userInfoEndpoint,
} from './wechat.js';

const { AuthorizationFailed, General, InvalidConfig, InvalidResponse } = ConnectorErrorCodes;

const fail = (code: ConnectorErrorCodes, errorDescription: string) =>
  new ConnectorError(code, { errorDescription });

/**
 * Reads the settings and checks them again: Logto checked them when they were saved, but stored them as
 * they were entered, untrimmed.
 *
 * @throws `InvalidConfig` with the names of the wrong fields.
 */
const loadSettings = async (getConfig: GetConnectorConfig): Promise<Settings> =>
  parseOrThrow(
    wechatConfigGuard,
    await getConfig(defaultMetadata.id),
    InvalidConfig,
    "The connector's configuration is not valid"
  );

/**
 * Where the browser goes to sign in: WeChat's page with the QR code, its page inside WeChat, or the
 * operator's page for browsers in which neither works.
 *
 * @throws `InvalidConfig`
 */
const getAuthorizationUri =
  (getConfig: GetConnectorConfig): GetAuthorizationUri =>
  async ({ state, redirectUri, headers, jti, scope: requestedScope }, setSession) => {
    const settings = await loadSettings(getConfig);

    // The Management API alone sends no `jti`. A program calls it, whose user agent is not the user's.
    if (settings.fallbackUrl && jti && isDeadEnd(settings, headers.userAgent)) {
      return settings.fallbackUrl;
    }

    const { name, appid } = await chooseApp(settings, headers.userAgent, setSession);
    // The scope that Logto's caller asks for changes this URL alone. The callback goes by the scope of the
    // settings, and refuses a user who granted less.
    const scope = splitScopes(requestedScope).join(',') || settings.scope;
    // WeChat's page inside WeChat checks the order of the parameters.
    const query = { appid, redirectUri, responseType: 'code', scope, state };

    if (name === 'serviceAccount') {
      const inAppQuery = buildQuery({ ...query, scope: toInAppScope(scope) });

      return `${inAppAuthorizationEndpoint}?${inAppQuery}#wechat_redirect`;
    }

    return `${authorizationEndpoint}?${buildQuery({ ...query, lang: settings.lang })}`;
  };

/**
 * Exchanges the callback's `code` for an access token, and asks for the user info with that token.
 * Where the configured scope opens no user info, the token's answer says all there is to know.
 *
 * @throws `ConnectorError`
 */
const getTokenResponseAndUserInfo =
  (getConfig: GetConnectorConfig): GetTokenResponseAndUserInfo =>
  async (callback, getSession) => {
    const { code } = callbackGuard.parse(callback);

    // Some of WeChat's pages report a refusal as `code=authdeny`, others leave the code out.
    if (!code || code === 'authdeny') {
      throw fail(
        AuthorizationFailed,
        "WeChat sent no code: the user refused, or left WeChat's page."
      );
    }

    const settings = await loadSettings(getConfig);
    const app = await recallApp(settings, getSession);

    const { fields } = await callWechat(
      accessTokenEndpoint,
      { appid: app.appid, secret: app.secret, code, grantType: 'authorization_code' },
      app,
      settings
    );
    const { openid, unionid, is_snapshotuser: snapshotFlag, ...granted } = fields;

    if (snapshotFlag) {
      throw fail(General, endUserSentences.snapshot);
    }

    const tokenResponse = withoutEmpty(granted);

    if (!grantsUserInfo(settings.scope)) {
      // The settings take such a scope only where the openid identifies a user.
      const rawData = withoutEmpty({ openid, unionid, scope: granted.scope });

      return { tokenResponse, userInfo: { id: openid, rawData } };
    }

    // The URL may have had a smaller scope: the caller's, or one that the user wrote into it. If WeChat names
    // no scope here, the next call shows that, by errcode 48001.
    if (granted.scope && !grantsUserInfo(granted.scope)) {
      throw fail(AuthorizationFailed, noUserInfoGranted);
    }

    const { fields: userInfo, body } = await callWechat(
      userInfoEndpoint,
      { accessToken: granted.access_token, openid },
      app,
      settings
    );

    if (userInfo.is_snapshotuser) {
      throw fail(General, endUserSentences.snapshot);
    }

    if (userInfo.openid !== openid) {
      throw fail(InvalidResponse, "WeChat answered with another user's openid.");
    }

    return {
      tokenResponse,
      userInfo: {
        id: toId({ openid, unionid: userInfo.unionid || unionid }, settings),
        ...withoutEmpty({
          name: toName(userInfo.nickname),
          avatar: toAvatar(userInfo.headimgurl),
        }),
        rawData: body as SocialUserInfo['rawData'],
      },
    };
  };

/** As {@link getTokenResponseAndUserInfo}, for a sign-in whose tokens Logto does not store. */
const getUserInfo =
  (getConfig: GetConnectorConfig): GetUserInfo =>
  async (...parameters) =>
    (await getTokenResponseAndUserInfo(getConfig)(...parameters)).userInfo;

/**
 * A new access token for a refresh token that Logto stored. Logto does not say which app the token was
 * issued to, so with two apps it may be the other one's.
 *
 * @throws `ConnectorError`; `SocialAccessTokenInvalid` if the user has to sign in again.
 */
const getAccessTokenByRefreshToken =
  (getConfig: GetConnectorConfig): GetAccessTokenByRefreshToken =>
  async (refreshToken) => {
    const settings = await loadSettings(getConfig);
    const [app, otherApp] = settings.apps;
    const refresh = async (askingApp: App) => {
      const query = { appid: askingApp.appid, grantType: 'refresh_token', refreshToken };
      const { fields } = await callWechat(refreshTokenEndpoint, query, askingApp, settings);

      // Logto would let an empty refresh token replace the one that it stored.
      return withoutEmpty(fields);
    };

    try {
      return await refresh(app);
    } catch (error) {
      const isForeignToken = [40029, 40030].includes(detailsOf(error).errcode ?? 0);

      if (!otherApp || !isForeignToken) {
        throw error;
      }

      return refresh(otherApp).catch((otherError: unknown) => {
        // A wrong App ID says nothing about the token: then what the first app was told counts.
        throw [40013, 41002].includes(detailsOf(otherError).errcode ?? 0) ? error : otherError;
      });
    }
  };

/**
 * The factory. Logto calls it once to load the connector, when the settings cannot be read yet, and
 * again for every request.
 *
 * @see https://docs.logto.io/logto-oss/develop-your-connector/implement-connectors#build-a-social-connector
 */
const createWechatConnector: CreateConnector<SocialConnector> = async ({ getConfig }) => ({
  metadata: defaultMetadata,
  type: ConnectorType.Social,
  configGuard: wechatConfigGuard,
  getAuthorizationUri: getAuthorizationUri(getConfig),
  getUserInfo: getUserInfo(getConfig),
  getTokenResponseAndUserInfo: getTokenResponseAndUserInfo(getConfig),
  getAccessTokenByRefreshToken: getAccessTokenByRefreshToken(getConfig),
});

export default createWechatConnector;
