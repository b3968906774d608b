import {
  ConnectorConfigFormItemType,
  type ConnectorMetadata,
  ConnectorPlatform,
} from '@logto/connector-kit';

import { description, name } from './phrases.js';

/**
 * The page with the QR code.
 *
 * @see https://developers.weixin.qq.com/doc/oplatform/developers/dev/auth/web.html (第一步：请求 CODE)
 */
export const authorizationEndpoint = 'https://open.weixin.qq.com/connect/qrconnect';

/**
 * The page inside WeChat, for official accounts. It needs `#wechat_redirect`.
 *
 * @see https://developers.weixin.qq.com/doc/service/guide/h5/auth.html (第一步：用户同意授权，获取 code)
 */
export const inAppAuthorizationEndpoint = 'https://open.weixin.qq.com/connect/oauth2/authorize';

/**
 * WeChat's API domain, then its disaster-recovery domain, in the order in which a call tries them.
 *
 * @see https://developers.weixin.qq.com/doc/service/Basic_Information/Interface_field_description.html
 */
export const apiHosts = ['api.weixin.qq.com', 'api2.weixin.qq.com'] as const;

/** The scope where neither Logto nor the admin names one. */
export const defaultScope = 'snsapi_userinfo';

/** Milliseconds for both tries of a call: 5 seconds, less 200 for what a slow machine adds. */
export const callTimeLimit = 4800;

/** Milliseconds. WeChat may have used up the code in a try that is cut off, so the first gets more time. */
export const firstTryTimeLimit = 3200;

/** Bytes. A real answer has about a thousand. */
export const maxBodySize = 64 * 1024;

/** Characters. WeChat's codes have 32. */
export const maxCodeLength = 512;

/** Seconds. How long an access token lasts by WeChat's documentation. */
export const defaultTokenLife = 7200;

// What Logto's database holds of a user

/** Characters of an id. */
export const maxIdLength = 128;

/** Code points of a name. */
export const maxNameLength = 128;

/** Characters of an avatar's URL. */
export const maxAvatarLength = 2048;

/**
 * The sentences of `General` errors. They are the only ones of the connector's that Logto shows to end
 * users, most of whom read Chinese. For all other errors Logto has sentences of its own.
 */
export const endUserSentences = {
  unreachable:
    '暂时无法连接微信，请稍后再试。WeChat cannot be reached: please try again in a moment.',
  unavailable:
    '微信暂时无法响应，请稍后再试。WeChat is not responding as it should: please try again in a moment.',
  failed: '微信登录未成功，请重试。The WeChat sign-in did not succeed: please try again.',
  snapshot:
    '请点击页面底部的“使用完整服务”，再重新登录。Tap “Use full service” at the bottom of the page, then sign in again.',
} as const;

/** @see https://docs.logto.io/connectors/connector-data-structure#connectors-local-storage-connectormetadata */
export const defaultMetadata: ConnectorMetadata = {
  // Not the official connector's `wechat-web`: with two factories of one id Logto does not start.
  id: 'wechat-website',
  // The same as the official connector's: users keep their identities when an admin switches to this one.
  target: 'wechat',
  platform: ConnectorPlatform.Web,
  isTokenStorageSupported: true,
  name,
  description,
  logo: './logo.svg',
  logoDark: null,
  readme: './lib/setup.md',
  formItems: [
    {
      key: 'clientId',
      label: 'Client ID',
      type: ConnectorConfigFormItemType.Text,
      required: true,
      placeholder: '<app-id>',
      description:
        'The AppID of your website application on the WeChat Open Platform. 微信开放平台中网站应用的 AppID。',
    },
    {
      key: 'clientSecret',
      label: 'Client Secret',
      type: ConnectorConfigFormItemType.Text,
      required: true,
      isConfidential: true,
      placeholder: '<app-secret>',
      description: 'The AppSecret of the same website application. 同一网站应用的 AppSecret。',
    },
    {
      key: 'scope',
      label: 'Scope',
      type: ConnectorConfigFormItemType.Select,
      required: false,
      // Many website applications are granted `snsapi_login` alone, though: hence the description.
      defaultValue: defaultScope,
      description: 'If you are not sure, choose snsapi_login. 不确定时，请选择 snsapi_login。',
      selectItems: [
        { value: 'snsapi_userinfo', title: 'snsapi_userinfo (default): name, avatar, unionid' },
        { value: 'snsapi_login', title: 'snsapi_login (documented for websites): the same' },
        { value: 'snsapi_base', title: 'snsapi_base: an openid only' },
      ],
    },
    {
      key: 'lang',
      label: 'Page language',
      type: ConnectorConfigFormItemType.Select,
      required: false,
      // Without a default the Console's field would be blank.
      defaultValue: 'cn',
      description: 'The language of WeChat’s page with the QR code. 微信二维码页面的语言。',
      selectItems: [
        { value: 'cn', title: 'Chinese (中文): WeChat’s default' },
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
        'Lets users sign in inside WeChat by a service account that is bound to the same Open Platform account. 让用户在微信内通过服务号登录；该服务号须绑定到同一微信开放平台账号。',
    },
    {
      key: 'officialAccountClientId',
      label: 'Service account App ID',
      type: ConnectorConfigFormItemType.Text,
      required: true,
      placeholder: '<service-account-app-id>',
      description: 'The AppID of your service account. 服务号的 AppID。',
      showConditions: [{ targetKey: 'isInAppSignInEnabled', expectValue: true }],
    },
    {
      key: 'officialAccountClientSecret',
      label: 'Service account App Secret',
      type: ConnectorConfigFormItemType.Text,
      required: true,
      isConfidential: true,
      placeholder: '<service-account-app-secret>',
      description: 'The AppSecret of the same service account. 同一服务号的 AppSecret。',
      showConditions: [{ targetKey: 'isInAppSignInEnabled', expectValue: true }],
    },
  ],
};
