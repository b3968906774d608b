import type { ConnectorErrorCodes } from '@logto/connector-kit';

import type { Config } from '../logto/form.js';
import type { App } from '../wechat/model.js';
import {
  frozenApp,
  loginOnlyApp,
  officialAccount,
  strayApp,
  websiteApp,
} from '../wechat/registry.js';
import type { Words } from '../words/en.js';
import type { Choices } from './choices.js';

/** A thing to see, from working settings with these changes. */
export type Example = {
  id: keyof Words['examples']['titles'];
  settings?: Config;
  choices?: Partial<Choices>;
  /** Parameters that the user puts into the authorization URL. */
  edit?: Readonly<Record<string, string>>;
  /** The user presses Deny on the phone instead of Allow. */
  isDenied?: boolean;
  /** Words on the page where it ends, if WeChat never gets as far as asking the user. */
  stopsAt?: string;
  /** The connector's error. Without one the user is signed in. */
  error?: `${ConnectorErrorCodes}`;
  /** The access token is refreshed after that. */
  isRefreshed?: boolean;
};

/** The settings for an app. */
export const credentialsOf = ({ appid, secret }: App): Config => ({
  clientId: appid,
  clientSecret: secret,
});

/** With these a sign-in works. */
export const workingSettings: Config = credentialsOf(websiteApp);

const inAppSettings: Config = {
  isInAppSignInEnabled: true,
  officialAccountClientId: officialAccount.appid,
  officialAccountClientSecret: officialAccount.secret,
};

const insideWechat = { client: 'insideWechat' } as const;

/** What there is to see, in groups. */
export const examples: Record<keyof Words['examples']['groups'], readonly Example[]> = {
  works: [
    { id: 'healthy' },
    { id: 'noAvatar', choices: { person: 'lan' } },
    { id: 'controlCharacters', choices: { person: 'kit' } },
    { id: 'noUnionid', choices: { person: 'sam' } },
    { id: 'idOnly', settings: { scope: 'snsapi_base' } },
    { id: 'apiHostDown', choices: { fault: 'apiHostDown' } },
    { id: 'slow', choices: { fault: 'slow' } },
  ],
  insideWechat: [
    { id: 'sameUser', settings: inAppSettings, choices: insideWechat },
    { id: 'switchedOff', choices: insideWechat },
    {
      id: 'twoUsers',
      settings: inAppSettings,
      choices: { ...insideWechat, person: 'sam' },
      error: 'invalid_config',
    },
    {
      id: 'snapshot',
      settings: inAppSettings,
      choices: { ...insideWechat, person: 'snap' },
      error: 'general',
    },
    {
      id: 'noSecret',
      settings: { ...inAppSettings, officialAccountClientSecret: '' },
      stopsAt: 'Service account App Secret is required',
    },
  ],
  user: [
    { id: 'refuses', isDenied: true, error: 'authorization_failed' },
    { id: 'restricted', choices: { person: 'rui' }, error: 'authorization_failed' },
    { id: 'withdraws', choices: { fault: 'consentWithdrawn' }, error: 'authorization_failed' },
    { id: 'editedScope', edit: { scope: 'snsapi_base' }, error: 'authorization_failed' },
  ],
  settings: [
    { id: 'blankSecret', settings: { clientSecret: '' }, stopsAt: 'Client Secret is required' },
    { id: 'wrongSecret', settings: { clientSecret: 'not-the-secret' }, error: 'invalid_config' },
    { id: 'frozenSecret', settings: credentialsOf(frozenApp), error: 'invalid_config' },
    {
      id: 'swapped',
      settings: { clientId: websiteApp.secret, clientSecret: websiteApp.appid },
      stopsAt: 'Client ID looks like an App Secret',
    },
    { id: 'wrongAppId', settings: { clientId: 'wx0000000000000000' }, stopsAt: 'AppID 参数错误' },
    {
      id: 'wrongScope',
      settings: credentialsOf(loginOnlyApp),
      stopsAt: 'Scope 参数错误或没有 Scope 权限',
    },
    {
      id: 'wrongScopeInEnglish',
      settings: { ...credentialsOf(loginOnlyApp), lang: 'en' },
      stopsAt: 'Scope parameter error or no Scope permission',
    },
    { id: 'wrongDomain', settings: credentialsOf(strayApp), stopsAt: 'redirect_uri 参数错误' },
    {
      id: 'officialAccountId',
      settings: credentialsOf(officialAccount),
      stopsAt: 'Scope 参数错误或没有 Scope 权限',
    },
  ],
  tokens: [
    { id: 'codeExpires', choices: { fault: 'codeExpires' }, error: 'social_auth_code_invalid' },
    { id: 'codeUsedTwice', choices: { fault: 'answerLost' }, error: 'social_auth_code_invalid' },
    {
      id: 'tokenExpires',
      choices: { fault: 'tokenExpires' },
      error: 'social_invalid_access_token',
    },
    { id: 'tokenRefused', choices: { fault: 'userInfo401' }, error: 'social_invalid_access_token' },
    { id: 'noRefreshToken', choices: { fault: 'noRefreshToken' }, isRefreshed: true },
  ],
  wechat: [
    { id: 'busy', choices: { fault: 'busy' }, error: 'general' },
    { id: 'dailyQuota', choices: { fault: 'dailyQuota' }, error: 'rate_limit_exceeded' },
    { id: 'minuteQuota', choices: { fault: 'minuteQuota' }, error: 'rate_limit_exceeded' },
    { id: 'http429', choices: { fault: 'http429' }, error: 'rate_limit_exceeded' },
    { id: 'http503', choices: { fault: 'http503' }, error: 'general' },
    { id: 'redirect', choices: { fault: 'redirect' }, error: 'general' },
    { id: 'notJson', choices: { fault: 'notJson' }, error: 'invalid_response' },
    { id: 'openidMissing', choices: { fault: 'openidMissing' }, error: 'invalid_response' },
  ],
  network: [
    { id: 'refused', choices: { fault: 'refused' }, error: 'general' },
    { id: 'reset', choices: { fault: 'reset before the headers' }, error: 'general' },
    { id: 'cutOff', choices: { fault: 'body cut off' }, error: 'general' },
    { id: 'noAnswer', choices: { fault: 'no answer' }, error: 'general' },
    { id: 'unknownName', choices: { fault: 'unknown name' }, error: 'general' },
    { id: 'wrongCertificate', choices: { fault: 'certificate of another host' }, error: 'general' },
  ],
};

/** All groups' examples by their ids. */
export const findExample = (id: unknown): Example | undefined =>
  Object.values(examples)
    .flat()
    .find((example) => example.id === id);
