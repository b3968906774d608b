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

/** The scope if none is stored. The form preselects the one that WeChat documents for websites. */
export const defaultScope = 'snsapi_userinfo';

/** Milliseconds for a call. A sign-in makes two, and Logto's sign-in page gives up after 10 seconds. */
export const callTimeLimit = 4800;

/** Milliseconds until the second host is asked as well. */
export const recoveryDelay = 3200;

/** Bytes. A real answer has about a thousand. */
export const maxBodySize = 64 * 1024;

/** Characters of an id. This and the two below are what Logto's database holds of a user. */
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
      key: 'signInWith',
      label: 'Sign in with 登录方式',
      type: ConnectorConfigFormItemType.Select,
      required: false,
      defaultValue: 'website',
      description:
        'What you have at WeChat. A test account (测试号) counts as a service account. 你在微信拥有的账号；测试号请选服务号。',
      selectItems: [
        { value: 'website', title: 'Website application 网站应用: QR code 二维码' },
        { value: 'both', title: 'Website application + service account 网站应用 + 服务号' },
        { value: 'serviceAccount', title: 'Service account 服务号: inside WeChat 微信内' },
      ],
    },
    {
      key: 'clientId',
      label: 'Client ID',
      type: ConnectorConfigFormItemType.Text,
      required: true,
      placeholder: '<AppID>',
      description:
        'The AppID of your website application or, if you have that alone, of your service account. 网站应用的 AppID；仅有服务号时，填服务号的 AppID。',
    },
    {
      key: 'clientSecret',
      label: 'Client Secret',
      type: ConnectorConfigFormItemType.Text,
      required: true,
      isConfidential: true,
      placeholder: '<AppSecret>',
      description:
        'The AppSecret of the same website application or service account. 同一网站应用或服务号的 AppSecret。',
    },
    {
      key: 'serviceAccountClientId',
      label: 'Service account AppID 服务号 AppID',
      type: ConnectorConfigFormItemType.Text,
      required: true,
      placeholder: '<AppID>',
      description:
        'The service account has to be bound to the same Open Platform account as the website application. 服务号须与网站应用绑定到同一微信开放平台账号。',
      showConditions: [{ targetKey: 'signInWith', expectValue: 'both' }],
    },
    {
      key: 'serviceAccountClientSecret',
      label: 'Service account AppSecret 服务号 AppSecret',
      type: ConnectorConfigFormItemType.Text,
      required: true,
      isConfidential: true,
      placeholder: '<AppSecret>',
      description: 'The AppSecret of the same service account. 同一服务号的 AppSecret。',
      showConditions: [{ targetKey: 'signInWith', expectValue: 'both' }],
    },
    {
      key: 'userId',
      label: 'User ID 用户标识',
      type: ConnectorConfigFormItemType.Select,
      required: false,
      defaultValue: 'openid',
      description:
        'Choose before the first user signs up: a change makes everybody a new user. Choose unionid if the service account is bound to an Open Platform account, or if you have used, or may later use, another of the ways above. 请在首位用户注册前选定，更改后所有人都会成为新用户。服务号已绑定微信开放平台账号，或曾用、将用其他登录方式时，请选 unionid。',
      selectItems: [
        { value: 'openid', title: 'openid: without an Open Platform account 未绑定开放平台' },
        { value: 'unionid', title: 'unionid: with an Open Platform account 已绑定开放平台' },
      ],
      showConditions: [{ targetKey: 'signInWith', expectValue: 'serviceAccount' }],
    },
    {
      key: 'scope',
      label: 'Scope',
      type: ConnectorConfigFormItemType.Select,
      required: false,
      // The one that WeChat documents for website applications. Inside WeChat it is translated.
      defaultValue: 'snsapi_login',
      description: 'If you are not sure, leave snsapi_login. 不确定时，请保留 snsapi_login。',
      selectItems: [
        { value: 'snsapi_login', title: 'snsapi_login: name and avatar 昵称和头像' },
        { value: 'snsapi_userinfo', title: 'snsapi_userinfo: name and avatar 昵称和头像' },
        { value: 'snsapi_base', title: 'snsapi_base: an id only 仅用户标识' },
      ],
    },
    {
      key: 'lang',
      label: 'Page language 二维码页面语言',
      type: ConnectorConfigFormItemType.Select,
      required: false,
      defaultValue: 'cn',
      description: 'The language of WeChat’s page with the QR code. 微信二维码页面的语言。',
      selectItems: [
        { value: 'cn', title: 'Chinese 中文' },
        { value: 'en', title: 'English 英文' },
      ],
    },
    {
      key: 'fallbackUrl',
      label: 'Page for those who cannot sign in here 无法登录时的提示页',
      type: ConnectorConfigFormItemType.Text,
      required: false,
      placeholder: 'https://',
      description:
        'Where to send browsers in which WeChat’s page would be a dead end, such as a phone’s outside WeChat: see the guide. 在微信登录走不通的浏览器（如手机上微信以外的浏览器）中改为打开此页，详见指南。',
    },
  ],
};
