import {
  ConnectorError,
  ConnectorErrorCodes,
  ConnectorType,
  type CreateConnector,
  type GetAccessTokenByRefreshToken,
  type GetAuthorizationUri,
  type GetConnectorConfig,
  type GetSession,
  type GetTokenResponseAndUserInfo,
  type GetUserInfo,
  type SetSession,
  type SocialConnector,
} from '@logto/connector-kit';

import {
  accessTokenEndpoint,
  authorizationEndpoint,
  defaultMetadata,
  defaultScope,
  foreignRefreshToken,
  inAppAuthorizationEndpoint,
  refreshTokenEndpoint,
  settingLabels,
  userInfoEndpoint,
  userInfoScopes,
  type SettingLabels,
} from './constant.js';
import {
  authorizationCallbackGuard,
  authorizationRequestGuard,
  sessionGuard,
  tokenResponseGuard,
  wechatConfigGuard,
  type AccessToken,
  type AppName,
  type UserInfo,
  type WechatConfig,
} from './types.js';
import {
  askWechat,
  blankSecrets,
  buildQuery,
  callWechat,
  dropControls,
  judgeAnswer,
  parseConfig,
  readErrcode,
  readFields,
} from './utils.js';

type App = Readonly<{ appid: string; secret: string; labels: SettingLabels }>;

const websiteApp = ({ clientId, clientSecret }: WechatConfig): App => ({
  appid: clientId,
  secret: clientSecret,
  labels: settingLabels.website,
});

/** The official account's app, if signing in inside the WeChat app is switched on. */
const officialAccountApp = ({ officialAccount }: WechatConfig): App | undefined =>
  officialAccount && { ...officialAccount, labels: settingLabels.officialAccount };

/**
 * Whether a page is open inside the WeChat app, WeChat on a computer included: there too the person
 * is signed in to WeChat already, and taps Allow instead of reaching for the phone. WeChat Work
 * (`wxwork`) says `MicroMessenger` as well but is another product, with other accounts.
 */
const isInWechat = (userAgent = ''): boolean =>
  /MicroMessenger/i.test(userAgent) && !/wxwork/i.test(userAgent);

/** Whether the host's session took it: on some of its routes the host has none. */
const remember = async (app: AppName, setSession: SetSession): Promise<boolean> => {
  try {
    await setSession({ app });

    return true;
  } catch {
    return false;
  }
};

/** The app that the sign-in was started with: the website's, unless the session says otherwise. */
const recall = async (getSession: GetSession): Promise<AppName> => {
  try {
    return sessionGuard.parse(await getSession()).app;
  } catch {
    return 'website';
  }
};

/** The page inside WeChat does not know `snsapi_login`, the QR page's name for `snsapi_userinfo`. */
const toInAppScope = (scope: string): string => {
  const names = scope
    .split(',')
    .map((name) => (name === 'snsapi_login' ? 'snsapi_userinfo' : name));

  return [...new Set(names)].join(',');
};

/**
 * Where the browser goes to sign in: WeChat's page with the QR code or, inside the WeChat app and
 * with that switched on, the official account's page.
 *
 * @throws `InvalidConfig`
 * @see https://developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Wechat_Login.html
 * @see https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/Wechat_webpage_authorization.html
 */
const getAuthorizationUri =
  (getConfig: GetConnectorConfig): GetAuthorizationUri =>
  async (request, setSession) => {
    const { state, redirectUri, headers, ...asked } = authorizationRequestGuard.parse(request);
    const config = parseConfig(await getConfig(defaultMetadata.id));
    const { clientId, officialAccount, lang } = config;
    const scope = asked.scope ?? config.scope ?? defaultScope;

    // In either case the session is told: an earlier start may have left the other app's name there.
    if (officialAccount) {
      const app = isInWechat(headers.userAgent) ? 'officialAccount' : 'website';

      if ((await remember(app, setSession)) && app === 'officialAccount') {
        const query = buildQuery({
          appid: officialAccount.appid,
          redirectUri,
          responseType: 'code',
          scope: toInAppScope(scope),
          state,
        });

        return `${inAppAuthorizationEndpoint}?${query}#wechat_redirect`;
      }
    }

    const query = buildQuery({
      appid: clientId,
      redirectUri,
      responseType: 'code',
      scope,
      state,
      ...(lang && { lang }),
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
  /^https?:\/\//i.test(url) && URL.canParse(url) ? url.replace(/^http:/i, 'https:') : undefined;

/** @throws `InvalidResponse` if the user info is somebody else's. */
const assertSamePerson = (token: AccessToken, userInfo: UserInfo): void => {
  if (userInfo.openid && userInfo.openid !== token.openid) {
    throw new ConnectorError(ConnectorErrorCodes.InvalidResponse, {
      errorDescription: 'WeChat answered with the user info of another openid.',
    });
  }
};

/**
 * WeChat marks the made-up account of a page in snapshot mode (快照页) with 1. What is not plainly a
 * no is a yes.
 *
 * @throws `AuthorizationFailed`
 */
const assertRealAccount = ({ is_snapshotuser: isSnapshot }: AccessToken): void => {
  if (isSnapshot && isSnapshot !== '0') {
    throw new ConnectorError(ConnectorErrorCodes.AuthorizationFailed, {
      errorDescription:
        'This page is open as a snapshot. Tap “Use full service” (使用完整服务) at the bottom and sign in again.',
    });
  }
};

/**
 * Who this is. The unionid is the same in all apps of one Open Platform account, the openid is each
 * app's own. So where people come by two apps, the openid would make two users of one person.
 *
 * @throws `InvalidConfig` if a unionid is needed and there is none.
 */
const toId = (
  { openid, unionid }: Pick<AccessToken, 'openid' | 'unionid'>,
  { officialAccount }: WechatConfig
): string => {
  if (officialAccount && !unionid) {
    throw new ConnectorError(ConnectorErrorCodes.InvalidConfig, {
      errorDescription:
        'WeChat gave no unionid, so the same person would be two users inside and outside the WeChat app. Bind both the website application and the official account to one WeChat Open Platform account (微信开放平台), and use the scope snsapi_userinfo.',
    });
  }

  return unionid || openid;
};

/**
 * Who signed in, and the tokens: the callback's `code` becomes an access token, and that the user
 * info. With `snsapi_base` the id is all there is to know, from one call.
 *
 * @throws `ConnectorError`
 * @see https://developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Authorized_Interface_Calling_UnionID.html
 */
const getTokenResponseAndUserInfo =
  (getConfig: GetConnectorConfig): GetTokenResponseAndUserInfo =>
  async (callback, getSession) => {
    const code = readCode(callback);
    const config = parseConfig(await getConfig(defaultMetadata.id));
    const officialAccount = officialAccountApp(config);
    const app =
      officialAccount && (await recall(getSession)) === 'officialAccount'
        ? officialAccount
        : websiteApp(config);

    const answer = await callWechat(
      accessTokenEndpoint,
      { appid: app.appid, secret: app.secret, code, grantType: 'authorization_code' },
      [app.secret, code],
      app.labels
    );
    const tokenResponse = readFields(
      { path: accessTokenEndpoint.path, guard: tokenResponseGuard },
      answer
    );
    const { access_token, refresh_token } = tokenResponse;
    // Who somebody is must not be told by a secret, should WeChat repeat one there.
    const token = readFields(accessTokenEndpoint, blankSecrets(answer, [app.secret]));
    const { openid, unionid, scope } = token;
    assertRealAccount(token);

    if (!opensUserInfo(scope)) {
      return {
        tokenResponse,
        userInfo: {
          id: toId(token, config),
          rawData: { openid, ...(unionid && { unionid }), ...(scope && { scope }) },
        },
      };
    }

    const secrets = [app.secret, access_token, refresh_token];
    const rawData = blankSecrets(
      await callWechat(
        userInfoEndpoint,
        { accessToken: access_token, openid },
        [...secrets, code],
        app.labels
      ),
      secrets
    );
    const userInfo = readFields(userInfoEndpoint, rawData);
    assertSamePerson(token, userInfo);

    const id = toId({ openid, unionid: userInfo.unionid || unionid }, config);
    const name = userInfo.nickname && dropControls(userInfo.nickname).trim();
    const avatar = toAvatar(userInfo.headimgurl);

    return {
      tokenResponse,
      userInfo: { id, ...(name && { name }), ...(avatar && { avatar }), rawData },
    };
  };

/** The same without the tokens, for hosts and admins who do not keep them. */
const getUserInfo =
  (getConfig: GetConnectorConfig): GetUserInfo =>
  async (...parameters) => {
    const { userInfo } = await getTokenResponseAndUserInfo(getConfig)(...parameters);

    return userInfo;
  };

/**
 * A new access token for a refresh token that the host has kept.
 *
 * @throws `ConnectorError`; `SocialAccessTokenInvalid` if the person has to sign in again.
 * @see https://developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Authorized_Interface_Calling_UnionID.html
 */
const getAccessTokenByRefreshToken =
  (getConfig: GetConnectorConfig): GetAccessTokenByRefreshToken =>
  async (refreshToken) => {
    const config = parseConfig(await getConfig(defaultMetadata.id));
    const officialAccount = officialAccountApp(config);
    const parametersOf = ({ appid }: App) => ({ appid, grantType: 'refresh_token', refreshToken });
    const answer = await askWechat(refreshTokenEndpoint, parametersOf(websiteApp(config)));

    // The host hands over the token alone. Whose it is shows in WeChat's refusal.
    const body =
      officialAccount && readErrcode(answer) === foreignRefreshToken
        ? await callWechat(
            refreshTokenEndpoint,
            parametersOf(officialAccount),
            [refreshToken],
            officialAccount.labels
          )
        : judgeAnswer(refreshTokenEndpoint, answer, [refreshToken], settingLabels.website);

    return readFields(refreshTokenEndpoint, body);
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
  getTokenResponseAndUserInfo: getTokenResponseAndUserInfo(getConfig),
  getAccessTokenByRefreshToken: getAccessTokenByRefreshToken(getConfig),
});

export default createWechatConnector;
