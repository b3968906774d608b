import { type Config } from '../logto/form.js';
import { loginOnlyApp, officialAccount, strayApp } from '../wechat/registry.js';
import { insideWechat, type Choices } from './simulated.js';
import { type App } from '../wechat/wechat.js';

/** A thing to see, from working settings with these changes. */
export type Example = Partial<Choices> & {
  title: string;
  settings?: Config;
  /** What to press on the phone, if WeChat gets that far. */
  answer?: 'Allow' | 'Deny';
  /** What comes of it: an error's code, or words from the page. */
  outcome: string;
};

/** The settings for an app. */
export const credentialsOf = ({ appid, secret }: App): Config => ({
  clientId: appid,
  clientSecret: secret,
});

const inAppSettings: Config = {
  isInAppSignInEnabled: true,
  officialAccountClientId: officialAccount.appid,
  officialAccountClientSecret: officialAccount.secret,
};

/** What there is to see, in groups. */
export const examples: Record<string, readonly Example[]> = {
  'It works': [
    { title: 'A healthy sign-in', answer: 'Allow', outcome: 'Signed in' },
    { title: 'Somebody without an avatar', person: 'lan', answer: 'Allow', outcome: 'Signed in' },
    {
      title: 'Control characters in the nickname',
      person: 'kit',
      answer: 'Allow',
      outcome: 'Signed in',
    },
    { title: 'Somebody without a unionid', person: 'sam', answer: 'Allow', outcome: 'Signed in' },
    {
      title: 'An id only, with snsapi_base',
      settings: { scope: 'snsapi_base' },
      answer: 'Allow',
      outcome: 'Signed in',
    },
    {
      title: 'One of WeChat’s domains is down',
      fault: 'api.weixin.qq.com refuses connections',
      answer: 'Allow',
      outcome: 'Signed in',
    },
    { title: 'WeChat is slow', fault: 'slow', answer: 'Allow', outcome: 'Signed in' },
  ],
  'Inside the WeChat app': [
    {
      title: 'No QR code, and the same user',
      settings: inAppSettings,
      client: insideWechat,
      answer: 'Allow',
      outcome: 'Signed in',
    },
    {
      title: 'Switched off, the useless QR code',
      client: insideWechat,
      answer: 'Allow',
      outcome: 'Signed in',
    },
    {
      title: 'Without a unionid, two users',
      settings: inAppSettings,
      client: insideWechat,
      person: 'sam',
      answer: 'Allow',
      outcome: 'connector.invalid_config',
    },
    {
      title: 'A page in snapshot mode',
      settings: inAppSettings,
      client: insideWechat,
      person: 'snap',
      answer: 'Allow',
      outcome: 'connector.authorization_failed',
    },
    {
      title: 'Without the official account’s secret',
      settings: { ...inAppSettings, officialAccountClientSecret: '' },
      outcome: 'Official account App Secret is required',
    },
  ],
  'The person': [
    { title: 'Says no', answer: 'Deny', outcome: 'connector.authorization_failed' },
    {
      title: 'Has an account that WeChat restricted',
      person: 'rui',
      answer: 'Allow',
      outcome: 'connector.authorization_failed',
    },
    {
      title: 'Withdraws the consent at once',
      fault: 'consent withdrawn (errcode 50001)',
      answer: 'Allow',
      outcome: 'connector.authorization_failed',
    },
  ],
  'The settings': [
    {
      title: 'The secret is left blank',
      settings: { clientSecret: '' },
      outcome: 'Client Secret is required',
    },
    {
      title: 'The secret is wrong',
      settings: { clientSecret: 'not-the-secret' },
      answer: 'Allow',
      outcome: 'connector.invalid_config',
    },
    {
      title: 'The App ID is wrong',
      settings: { clientId: 'wx0000000000000000' },
      outcome: 'AppID 参数错误',
    },
    {
      title: 'The scope was not granted',
      settings: credentialsOf(loginOnlyApp),
      outcome: 'Scope 参数错误或没有 Scope 权限',
    },
    {
      title: 'The same, with WeChat in English',
      settings: { ...credentialsOf(loginOnlyApp), lang: 'en' },
      outcome: 'Scope parameter error or no Scope permission',
    },
    {
      title: 'The callback domain is another',
      settings: credentialsOf(strayApp),
      outcome: 'redirect_uri 参数错误',
    },
    {
      title: 'The App ID is an official account’s',
      settings: credentialsOf(officialAccount),
      outcome: 'Scope 参数错误或没有 Scope 权限',
    },
  ],
  'The code and the token': [
    {
      title: 'The code expires',
      fault: 'ten minutes pass before the code is used',
      answer: 'Allow',
      outcome: 'connector.social_auth_code_invalid',
    },
    {
      title: 'The code is used twice',
      fault: 'code taken, but the answer is lost',
      answer: 'Allow',
      outcome: 'connector.social_auth_code_invalid',
    },
    {
      title: 'The access token expires',
      fault: 'two hours pass before the user info is read',
      answer: 'Allow',
      outcome: 'connector.social_invalid_access_token',
    },
    {
      title: 'The access token is refused with HTTP 401',
      fault: 'HTTP 401 for the user info',
      answer: 'Allow',
      outcome: 'connector.social_invalid_access_token',
    },
  ],
  'WeChat is busy or broken': [
    { title: 'Busy', fault: 'busy (errcode -1)', answer: 'Allow', outcome: 'connector.general' },
    {
      title: 'Daily quota used up',
      fault: 'daily quota used up (errcode 45009)',
      answer: 'Allow',
      outcome: 'connector.rate_limit_exceeded',
    },
    {
      title: 'Too many calls in a minute',
      fault: 'too many calls in a minute (errcode 45011)',
      answer: 'Allow',
      outcome: 'connector.rate_limit_exceeded',
    },
    {
      title: 'HTTP 429',
      fault: 'HTTP 429',
      answer: 'Allow',
      outcome: 'connector.rate_limit_exceeded',
    },
    { title: 'HTTP 503', fault: 'HTTP 503', answer: 'Allow', outcome: 'connector.general' },
    {
      title: 'A redirect',
      fault: 'redirect to another host',
      answer: 'Allow',
      outcome: 'connector.general',
    },
    { title: 'No JSON', fault: 'not JSON', answer: 'Allow', outcome: 'connector.invalid_response' },
    {
      title: 'A field is missing',
      fault: 'openid missing',
      answer: 'Allow',
      outcome: 'connector.invalid_response',
    },
  ],
  'The network': [
    {
      title: 'Connection refused',
      fault: 'refused',
      answer: 'Allow',
      outcome: 'connector.general',
    },
    {
      title: 'Connection reset',
      fault: 'reset before the headers',
      answer: 'Allow',
      outcome: 'connector.general',
    },
    {
      title: 'Answer cut off',
      fault: 'body cut off',
      answer: 'Allow',
      outcome: 'connector.general',
    },
    { title: 'No answer', fault: 'no answer', answer: 'Allow', outcome: 'connector.general' },
    {
      title: 'No such name in DNS',
      fault: 'unknown name',
      answer: 'Allow',
      outcome: 'connector.general',
    },
    {
      title: 'Another host’s certificate',
      fault: 'certificate of another host',
      answer: 'Allow',
      outcome: 'connector.general',
    },
  ],
};
