import {
  ConnectorError,
  ConnectorErrorCodes,
  ConnectorType,
  type CreateConnector,
  type GetAuthorizationUri,
  type GetConnectorConfig,
  type GetUserInfo,
  type SocialConnector,
} from '@logto/connector-kit';

import {
  accessTokenEndpoint,
  authorizationEndpoint,
  defaultMetadata,
  defaultScope,
  userInfoEndpoint,
  userInfoScopes,
} from './constant.js';
import {
  authorizationCallbackGuard,
  authorizationRequestGuard,
  wechatConfigGuard,
  type AccessToken,
  type UserInfo,
} from './types.js';
import { buildQuery, callWechat, parseConfig } from './utils.js';

/**
 * Where the browser goes to sign in: WeChat's page with the QR code.
 *
 * @throws `InvalidConfig`
 * @see https://developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Wechat_Login.html
 */
const getAuthorizationUri =
  (getConfig: GetConnectorConfig): GetAuthorizationUri =>
  async (request) => {
    const { state, redirectUri, scope } = authorizationRequestGuard.parse(request);
    const config = parseConfig(await getConfig(defaultMetadata.id));

    const query = buildQuery({
      appid: config.clientId,
      redirectUri,
      responseType: 'code',
      scope: scope ?? config.scope ?? defaultScope,
      state,
      ...(config.lang && { lang: config.lang }),
    });

    return `${authorizationEndpoint}?${query}`;
  };

const readCode = (callback: unknown): string => {
  const result = authorizationCallbackGuard.safeParse(callback);

  if (!result.success) {
    throw new ConnectorError(
      ConnectorErrorCodes.AuthorizationFailed,
      'WeChat sent no code: the sign-in was refused or given up.'
    );
  }

  return result.data.code;
};

/** WeChat always says what it granted. Should it not, asking for the user info will tell. */
const opensUserInfo = (scope?: string): boolean =>
  !scope || scope.split(',').some((granted) => userInfoScopes.includes(granted));

/** An avatar that an https page can show: WeChat often says http, and serves https as well. */
const toAvatar = (url = ''): string | undefined =>
  /^https?:/i.test(url) && URL.canParse(url) ? url.replace(/^http:/i, 'https:') : undefined;

/** @throws `InvalidResponse` if the user info is somebody else's. */
const assertSamePerson = (token: AccessToken, userInfo: UserInfo): void => {
  if (userInfo.openid && userInfo.openid !== token.openid) {
    throw new ConnectorError(ConnectorErrorCodes.InvalidResponse, {
      errorDescription: 'WeChat answered with the user info of another openid.',
    });
  }
};

/**
 * Who signed in: the callback's `code` becomes an access token, and that the user info.
 *
 * The id is the unionid, which is the same in all apps of an Open Platform account, or where WeChat
 * gives none the openid, which is the app's own. With `snsapi_base` the id is all there is.
 *
 * @throws `ConnectorError`
 * @see https://developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Authorized_Interface_Calling_UnionID.html
 */
const getUserInfo =
  (getConfig: GetConnectorConfig): GetUserInfo =>
  async (callback) => {
    const code = readCode(callback);
    const { clientId, clientSecret } = parseConfig(await getConfig(defaultMetadata.id));

    const { fields: token } = await callWechat(
      accessTokenEndpoint,
      { appid: clientId, secret: clientSecret, code, grantType: 'authorization_code' },
      [clientSecret, code]
    );
    const { openid, unionid, scope } = token;

    if (!opensUserInfo(scope)) {
      return {
        id: unionid ?? openid,
        rawData: { openid, ...(unionid && { unionid }), ...(scope && { scope }) },
      };
    }

    const { fields: userInfo, body: rawData } = await callWechat(
      userInfoEndpoint,
      { accessToken: token.access_token, openid },
      [clientSecret, code, token.access_token, token.refresh_token ?? '']
    );
    assertSamePerson(token, userInfo);

    const name = userInfo.nickname?.replaceAll(/\p{Cc}/gu, '').trim();
    const avatar = toAvatar(userInfo.headimgurl);

    return {
      id: userInfo.unionid ?? unionid ?? openid,
      ...(name && { name }),
      ...(avatar && { avatar }),
      rawData,
    };
  };

/**
 * The factory that Logto loads. It runs once at load, where the configuration cannot be read yet, and
 * again for every request.
 *
 * @see https://docs.logto.io/developers/build-connectors
 */
const createWechatConnector: CreateConnector<SocialConnector> = async ({ getConfig }) => ({
  metadata: defaultMetadata,
  type: ConnectorType.Social,
  configGuard: wechatConfigGuard,
  getAuthorizationUri: getAuthorizationUri(getConfig),
  getUserInfo: getUserInfo(getConfig),
});

export default createWechatConnector;
