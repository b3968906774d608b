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
} from '@logto/connector-kit';

import { isInsideWechat, loadApp, storeApp } from './app.js';
import {
  authorizationEndpoint,
  defaultMetadata,
  endUserSentences,
  inAppAuthorizationEndpoint,
  maxCredentialLength,
} from './constant.js';
import {
  accessTokenEndpoint,
  appIdErrcodes,
  invalidRefreshTokenErrcode,
  noUserInfoGranted,
  refreshTokenEndpoint,
  userInfoEndpoint,
} from './endpoint.js';
import type { Answer } from './http.js';
import { grantsUserInfo, splitScopes, toInAppScope } from './scope.js';
import { type App, callbackGuard, type Settings, wechatConfigGuard } from './types.js';
import { toAvatar, toId, toName, toRawData } from './user.js';
import { buildQuery, parseOrThrow, withoutEmpty } from './utils.js';
import { callWechat, processAnswer, readErrcode, requestWechat } from './wechat.js';

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
    ConnectorErrorCodes.InvalidConfig,
    "The connector's configuration is not valid"
  );

/**
 * Where the browser goes to sign in: WeChat's page with the QR code or, inside WeChat and if that is
 * switched on, the official account's page.
 *
 * @throws `InvalidConfig`
 */
const getAuthorizationUri =
  (getConfig: GetConnectorConfig): GetAuthorizationUri =>
  async ({ state, redirectUri, headers, scope: requestedScope }, setSession) => {
    const settings = await loadSettings(getConfig);
    const { website, officialAccount, lang } = settings;
    // Logto's caller may ask for another scope. It only goes into the URL: from the callback on, the scope
    // of the settings counts.
    const scope = splitScopes(requestedScope).join(',') || settings.scope;

    if (officialAccount) {
      const app = isInsideWechat(headers.userAgent) ? officialAccount : website;
      // The website is stored as well, because an earlier sign-in may have left the other app there.
      const isStored = await storeApp(app, setSession);

      // Without a session the callback would assume the website, so the website's page is used.
      if (isStored && app === officialAccount) {
        const query = buildQuery({
          appid: app.appid,
          redirectUri,
          responseType: 'code',
          scope: toInAppScope(scope),
          state,
        });

        return `${inAppAuthorizationEndpoint}?${query}#wechat_redirect`;
      }
    }

    const query = buildQuery({
      appid: website.appid,
      redirectUri,
      responseType: 'code',
      scope,
      state,
      lang,
    });

    return `${authorizationEndpoint}?${query}`;
  };

const authorizationFailed = (errorDescription: string) =>
  new ConnectorError(ConnectorErrorCodes.AuthorizationFailed, { errorDescription });

const invalidResponse = (errorDescription: string) =>
  new ConnectorError(ConnectorErrorCodes.InvalidResponse, { errorDescription });

/** @throws `AuthorizationFailed` */
const readCode = (callback: unknown): string => {
  const { code } = callbackGuard.parse(callback);

  if (!code) {
    throw authorizationFailed("WeChat sent no code: the user refused, or left WeChat's page.");
  }

  // Anybody can post a code of any length here, and it would be sent on to WeChat.
  if (code.length > maxCredentialLength) {
    throw authorizationFailed("The code is longer than any of WeChat's.");
  }

  return code;
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
    const code = readCode(callback);
    const settings = await loadSettings(getConfig);
    const app = await loadApp(settings, getSession);
    const secrets = [app.secret, code];

    const { fields } = await callWechat(
      accessTokenEndpoint,
      { appid: app.appid, secret: app.secret, code, grantType: 'authorization_code' },
      app,
      secrets
    );
    const { openid, unionid, is_snapshotuser: isSnapshot, ...granted } = fields;
    const tokenResponse = withoutEmpty(granted);

    // On a page in snapshot mode (快照页) WeChat hands out an account that it made up.
    if (isSnapshot) {
      throw new ConnectorError(ConnectorErrorCodes.General, {
        errorDescription: endUserSentences.snapshot,
      });
    }

    if (!grantsUserInfo(settings.scope)) {
      const rawData = withoutEmpty({ openid, unionid, scope: granted.scope });

      return { tokenResponse, userInfo: { id: toId({ openid, unionid }, settings), rawData } };
    }

    // The URL may have had another scope: the caller's, or one that the user wrote into it. If WeChat names
    // none here, `/sns/userinfo` answers errcode 48001 to one that is too small.
    if (granted.scope && !grantsUserInfo(granted.scope)) {
      throw authorizationFailed(noUserInfoGranted);
    }

    const { fields: userInfo, body } = await callWechat(
      userInfoEndpoint,
      { accessToken: granted.access_token, openid },
      app,
      // WeChat knows all four, and might repeat any.
      [...secrets, granted.access_token, granted.refresh_token ?? '']
    );

    if (userInfo.openid !== openid) {
      throw invalidResponse("WeChat answered with another user's openid.");
    }

    if (unionid && userInfo.unionid && userInfo.unionid !== unionid) {
      throw invalidResponse('WeChat answered with two different unionids.');
    }

    return {
      tokenResponse,
      userInfo: {
        id: toId({ openid, unionid: userInfo.unionid || unionid }, settings),
        ...withoutEmpty({
          name: toName(userInfo.nickname),
          avatar: toAvatar(userInfo.headimgurl),
        }),
        rawData: toRawData(body),
      },
    };
  };

/** As {@link getTokenResponseAndUserInfo}, for a sign-in whose tokens Logto does not store. */
const getUserInfo =
  (getConfig: GetConnectorConfig): GetUserInfo =>
  async (...parameters) =>
    (await getTokenResponseAndUserInfo(getConfig)(...parameters)).userInfo;

/**
 * A new access token for a refresh token that Logto stored.
 *
 * @throws `ConnectorError`; `SocialAccessTokenInvalid` if the user has to sign in again.
 */
const getAccessTokenByRefreshToken =
  (getConfig: GetConnectorConfig): GetAccessTokenByRefreshToken =>
  async (refreshToken) => {
    const { website, officialAccount } = await loadSettings(getConfig);
    const request = async ({ appid }: App) =>
      requestWechat(refreshTokenEndpoint, { appid, grantType: 'refresh_token', refreshToken });
    // Logto would let an empty refresh token replace the one that it stored.
    const read = (answer: Answer, app: App) =>
      withoutEmpty(processAnswer(refreshTokenEndpoint, answer, app, [refreshToken]).fields);

    const answer = await request(website);

    // Logto does not say which app the token was issued to: it may be the other one.
    if (officialAccount && readErrcode(answer) === invalidRefreshTokenErrcode) {
      const secondAnswer = await request(officialAccount);

      // A wrong App ID there says nothing about the token: then the first answer counts.
      if (!appIdErrcodes.has(readErrcode(secondAnswer))) {
        return read(secondAnswer, officialAccount);
      }
    }

    return read(answer, website);
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
