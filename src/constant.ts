import {
  ConnectorConfigFormItemType,
  ConnectorErrorCodes,
  ConnectorPlatform,
  i18nPhrasesGuard,
  type ConnectorMetadata,
  type I18nPhrases,
} from '@logto/connector-kit';
import type { ZodTypeAny } from 'zod';

import { accessTokenGuard, tokenResponseGuard, userInfoGuard } from './types.js';

/**
 * The page with the QR code.
 *
 * @see https://developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Wechat_Login.html
 */
export const authorizationEndpoint = 'https://open.weixin.qq.com/connect/qrconnect';

/**
 * The page inside the WeChat app, for official accounts. It wants `#wechat_redirect`.
 *
 * @see https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/Wechat_webpage_authorization.html
 */
export const inAppAuthorizationEndpoint = 'https://open.weixin.qq.com/connect/oauth2/authorize';

/** Where neither the host nor the admin says otherwise. */
export const defaultScope = 'snsapi_userinfo';

/** Without one of these `sns/userinfo` stays closed (errcode 48001). */
export const userInfoScopes: readonly string[] = ['snsapi_userinfo', 'snsapi_login'];

/**
 * WeChat's API domain, then its disaster-recovery domain, in the order in which a call tries them.
 *
 * @see https://developers.weixin.qq.com/doc/offiaccount/Basic_Information/Interface_field_description.html
 */
export const apiHosts = ['api.weixin.qq.com', 'api2.weixin.qq.com'] as const;

/** Milliseconds. A call must end within 5 seconds in all; the rest is for the machine's own delays. */
export const callTimeLimit = 4800;
/**
 * Milliseconds. The larger share: to cut short a token call that WeChat would still have answered
 * costs the code, while a second domain that is up answers at once.
 */
export const firstTryTimeLimit = 3200;

/** Bytes. A real answer has about a thousand. */
export const maxBodySize = 64 * 1024;

/** Levels of JSON. A real answer has two; some thousand would end the recursion of the kit's guards. */
export const maxBodyDepth = 32;

/** Characters. */
export const maxErrmsgLength = 200;

/** One of WeChat's calls: what a good answer has, and which errcodes are more than `General`. */
export type Endpoint<Guard extends ZodTypeAny = ZodTypeAny> = Readonly<{
  path: string;
  guard: Guard;
  errcodes: ReadonlyMap<number, ConnectorErrorCodes>;
}>;

// Global return codes:
// https://developers.weixin.qq.com/doc/oplatform/Return_codes/Return_code_descriptions_new.html
const commonErrcodes: readonly (readonly [number, ConnectorErrorCodes])[] = [
  [45009, ConnectorErrorCodes.RateLimitExceeded], // Daily quota
  [45011, ConnectorErrorCodes.RateLimitExceeded], // Quota per minute
  [50001, ConnectorErrorCodes.AuthorizationFailed], // Not granted by the user
  [50002, ConnectorErrorCodes.AuthorizationFailed], // The user's account is restricted
];

const appIdErrors: typeof commonErrcodes = [
  [40013, ConnectorErrorCodes.InvalidConfig], // Invalid appid
  [41002, ConnectorErrorCodes.InvalidConfig], // Appid missing
];

/** Of the errcodes that are `InvalidConfig`, those about the App ID; the others are about the secret. */
export const appIdErrcodes: ReadonlySet<number> = new Set(appIdErrors.map(([errcode]) => errcode));

/** `errcode` for an invalid refresh token, and for one that was issued to another app. */
export const foreignRefreshToken = 40030;

/** @see https://developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Authorized_Interface_Calling_UnionID.html */
export const accessTokenEndpoint: Endpoint<typeof accessTokenGuard> = {
  path: '/sns/oauth2/access_token',
  guard: accessTokenGuard,
  errcodes: new Map([
    ...commonErrcodes,
    ...appIdErrors,
    [40029, ConnectorErrorCodes.SocialAuthCodeInvalid], // Invalid code
    [40163, ConnectorErrorCodes.SocialAuthCodeInvalid], // Code already used
    [42003, ConnectorErrorCodes.SocialAuthCodeInvalid], // Code expired
    [41008, ConnectorErrorCodes.SocialAuthCodeInvalid], // Code missing
    [40125, ConnectorErrorCodes.InvalidConfig], // Invalid secret
    [41004, ConnectorErrorCodes.InvalidConfig], // Secret missing
    [40001, ConnectorErrorCodes.InvalidConfig], // Wrong secret
  ]),
};

/** @see https://developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Authorized_Interface_Calling_UnionID.html */
export const refreshTokenEndpoint: Endpoint<typeof tokenResponseGuard> = {
  path: '/sns/oauth2/refresh_token',
  guard: tokenResponseGuard,
  errcodes: new Map([
    ...commonErrcodes,
    ...appIdErrors,
    [foreignRefreshToken, ConnectorErrorCodes.SocialAccessTokenInvalid],
    [41003, ConnectorErrorCodes.SocialAccessTokenInvalid], // Refresh token missing
    [42002, ConnectorErrorCodes.SocialAccessTokenInvalid], // Refresh token expired
  ]),
};

/** @see https://developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Authorized_Interface_Calling_UnionID.html */
export const userInfoEndpoint: Endpoint<typeof userInfoGuard> = {
  path: '/sns/userinfo',
  guard: userInfoGuard,
  errcodes: new Map([
    ...commonErrcodes,
    [40001, ConnectorErrorCodes.SocialAccessTokenInvalid], // Invalid token
    [40014, ConnectorErrorCodes.SocialAccessTokenInvalid], // Invalid token
    [41001, ConnectorErrorCodes.SocialAccessTokenInvalid], // Token missing
    [42001, ConnectorErrorCodes.SocialAccessTokenInvalid], // Token expired
  ]),
};

/** What the form calls the settings of an app. */
export type SettingLabels = Readonly<{ appid: string; secret: string }>;

/** By the app: the form shows them, and errors about the settings name them. */
export const settingLabels = {
  website: { appid: 'Client ID', secret: 'Client Secret' },
  officialAccount: { appid: 'Official account App ID', secret: 'Official account App Secret' },
} as const satisfies Record<string, SettingLabels>;

/**
 * The phrases in the languages that the host's kit knows. Older kits know fewer, and refuse metadata
 * with a language that they do not know: their Console could then list no connector at all.
 */
const inKnownLanguages = (phrases: I18nPhrases): I18nPhrases => {
  // Most hosts know them all, and one question costs less than one for each language.
  if (i18nPhrasesGuard.safeParse(phrases).success) {
    return phrases;
  }

  const { en, ...others } = phrases;

  return {
    en,
    ...Object.fromEntries(
      Object.entries(others).filter(
        ([tag, phrase]) => i18nPhrasesGuard.safeParse({ en, [tag]: phrase }).success
      )
    ),
  };
};

/** @see https://docs.logto.io/developers/build-connectors */
export const defaultMetadata: ConnectorMetadata = {
  // Not the official connector's `wechat-web`: with two factories of one id Logto does not start.
  id: 'wechat-website',
  // The same as the official connector's: people keep their identities when an admin changes over.
  target: 'wechat',
  platform: ConnectorPlatform.Web,
  isTokenStorageSupported: true,
  name: inKnownLanguages({
    en: 'WeChat',
    ar: 'ويتشات',
    cs: 'WeChat',
    de: 'WeChat',
    es: 'WeChat',
    'es-MX': 'WeChat',
    'fa-IR': 'وی‌چت',
    fr: 'WeChat',
    it: 'WeChat',
    ja: 'WeChat',
    ko: '위챗',
    'pl-PL': 'WeChat',
    'pt-BR': 'WeChat',
    'pt-PT': 'WeChat',
    ru: 'WeChat',
    th: 'WeChat',
    'tr-TR': 'WeChat',
    'uk-UA': 'WeChat',
    'zh-CN': '微信',
    'zh-HK': '微信',
    'zh-TW': '微信',
  }),
  description: inKnownLanguages({
    en: 'Lets people sign in to your website with their WeChat account.',
    ar: 'يتيح للمستخدمين تسجيل الدخول إلى موقعك بحساباتهم على ويتشات.',
    cs: 'Umožní lidem přihlásit se na váš web účtem WeChat.',
    de: 'Ermöglicht die Anmeldung auf Ihrer Website mit einem WeChat-Konto.',
    es: 'Permite iniciar sesión en su sitio web con una cuenta de WeChat.',
    'es-MX': 'Permite que las personas inicien sesión en tu sitio web con su cuenta de WeChat.',
    'fa-IR': 'به کاربران امکان می‌دهد با حساب وی‌چت خود وارد وب‌سایت شما شوند.',
    fr: 'Permet de se connecter à votre site web avec un compte WeChat.',
    it: 'Permette di accedere al tuo sito web con un account WeChat.',
    ja: 'WeChat アカウントでウェブサイトにサインインできるようにします。',
    ko: '위챗 계정으로 웹사이트에 로그인할 수 있게 합니다.',
    'pl-PL': 'Pozwala logować się w Twojej witrynie za pomocą konta WeChat.',
    'pt-BR': 'Permite entrar no seu site com uma conta do WeChat.',
    'pt-PT': 'Permite iniciar sessão no seu site com uma conta WeChat.',
    ru: 'Позволяет входить на ваш сайт с помощью аккаунта WeChat.',
    th: 'ให้ผู้ใช้ลงชื่อเข้าใช้เว็บไซต์ของคุณด้วยบัญชี WeChat',
    'tr-TR': 'Kullanıcıların web sitenizde WeChat hesabıyla oturum açmasını sağlar.',
    'uk-UA': 'Дає змогу входити на ваш сайт за допомогою облікового запису WeChat.',
    'zh-CN': '让用户使用微信账号登录你的网站。',
    'zh-HK': '讓用戶使用微信帳號登入你的網站。',
    'zh-TW': '讓使用者以微信帳號登入你的網站。',
  }),
  logo: './logo.svg',
  logoDark: null,
  readme: './docs/setup.md',
  formItems: [
    {
      key: 'clientId',
      label: settingLabels.website.appid,
      type: ConnectorConfigFormItemType.Text,
      required: true,
      placeholder: '<app-id>',
      description: 'The AppID of your website application (网站应用) on the WeChat Open Platform.',
    },
    {
      key: 'clientSecret',
      label: settingLabels.website.secret,
      type: ConnectorConfigFormItemType.Text,
      required: true,
      isConfidential: true,
      placeholder: '<app-secret>',
      description: 'The AppSecret of the same website application.',
    },
    {
      key: 'scope',
      label: 'Scope',
      type: ConnectorConfigFormItemType.Select,
      required: false,
      defaultValue: defaultScope,
      description:
        'What people are asked to share. If WeChat’s page says “Scope 参数错误或没有 Scope 权限”, choose snsapi_login.',
      selectItems: [
        {
          value: 'snsapi_userinfo',
          title: 'snsapi_userinfo (default): nickname, avatar and unionid; start with this one',
        },
        {
          value: 'snsapi_base',
          title: 'snsapi_base: an id only, when no name or avatar is wanted',
        },
        {
          value: 'snsapi_login',
          title:
            'snsapi_login: nickname, avatar and unionid, for website apps where WeChat shows “Scope 参数错误或没有 Scope 权限”',
        },
      ],
    },
    {
      key: 'lang',
      label: 'Page language',
      type: ConnectorConfigFormItemType.Select,
      required: false,
      description: 'The language of WeChat’s QR code page. Unset, WeChat decides.',
      selectItems: [
        { value: 'cn', title: 'Chinese (中文)' },
        { value: 'en', title: 'English' },
      ],
    },
    {
      key: 'isInAppSignInEnabled',
      label: 'Sign in inside the WeChat app',
      type: ConnectorConfigFormItemType.Switch,
      required: false,
      defaultValue: false,
      description:
        'People who open your website inside WeChat sign in there, without a QR code. Needs an official account (服务号) bound to the same Open Platform account as the website application.',
    },
    {
      key: 'officialAccountClientId',
      label: settingLabels.officialAccount.appid,
      type: ConnectorConfigFormItemType.Text,
      required: true,
      placeholder: '<official-account-app-id>',
      description: 'The AppID of your official account (服务号).',
      showConditions: [{ targetKey: 'isInAppSignInEnabled', expectValue: true }],
    },
    {
      key: 'officialAccountClientSecret',
      label: settingLabels.officialAccount.secret,
      type: ConnectorConfigFormItemType.Text,
      required: true,
      isConfidential: true,
      placeholder: '<official-account-app-secret>',
      description: 'The AppSecret of the same official account.',
      showConditions: [{ targetKey: 'isInAppSignInEnabled', expectValue: true }],
    },
  ],
};
