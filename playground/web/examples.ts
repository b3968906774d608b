import type { ConnectorErrorCodes } from '@logto/connector-kit';

import type { Config } from '../logto/form.js';
import {
  frozenApp,
  loginOnlyApp,
  serviceAccount,
  strayApp,
  websiteApp,
} from '../wechat/apps-and-people.js';
import type { App } from '../wechat/model.js';
import type { Choices, Fault } from '../wechat/wechat.js';
import type { Words } from '../words/en.js';

/** A thing to see, from working settings with these changes. */
export type Example = {
  /** What it is called by in the words, too. */
  id: keyof Words['examples']['titles'] | Fault;
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
  signInWith: 'both',
  serviceAccountClientId: serviceAccount.appid,
  serviceAccountClientSecret: serviceAccount.secret,
};

const insideWechat = { client: 'insideWechat' } as const;

const withFault = (fault: Fault, rest: Partial<Example> = {}): Example => ({
  id: fault,
  choices: { fault },
  ...rest,
});

/** What there is to see, in groups. */
export const examples: Record<keyof Words['examples']['groups'], readonly Example[]> = {
  works: [
    { id: 'healthy' },
    { id: 'noAvatar', choices: { person: 'lan' } },
    { id: 'controlCharacters', choices: { person: 'kit' } },
    { id: 'noUnionid', choices: { person: 'sam' } },
    { id: 'idOnly', settings: { scope: 'snsapi_base' } },
    withFault('apiHostDown'),
    withFault('slow'),
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
      settings: { ...inAppSettings, serviceAccountClientSecret: '' },
      stopsAt: 'Service account AppSecret 服务号 AppSecret is required',
    },
  ],
  user: [
    { id: 'refuses', isDenied: true, error: 'authorization_failed' },
    { id: 'restricted', choices: { person: 'rui' }, error: 'authorization_failed' },
    withFault('consentWithdrawn', { error: 'authorization_failed' }),
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
      id: 'serviceAccountId',
      settings: credentialsOf(serviceAccount),
      stopsAt: 'Scope 参数错误或没有 Scope 权限',
    },
  ],
  tokens: [
    withFault('codeExpires', { error: 'social_auth_code_invalid' }),
    withFault('answerLost', { error: 'general' }),
    withFault('tokenExpires', { error: 'social_invalid_access_token' }),
    withFault('userInfo401', { error: 'social_invalid_access_token' }),
    withFault('noRefreshToken', { isRefreshed: true }),
  ],
  wechat: [
    withFault('busy', { error: 'general' }),
    withFault('dailyQuota', { error: 'rate_limit_exceeded' }),
    withFault('minuteQuota', { error: 'rate_limit_exceeded' }),
    withFault('http429', { error: 'rate_limit_exceeded' }),
    withFault('http503', { error: 'general' }),
    withFault('redirect', { error: 'general' }),
    withFault('notJson', { error: 'invalid_response' }),
    withFault('openidMissing', { error: 'invalid_response' }),
  ],
  network: [
    withFault('refused', { error: 'general' }),
    withFault('reset before the headers', { error: 'general' }),
    withFault('body cut off', { error: 'general' }),
    withFault('no answer', { error: 'general' }),
    withFault('unknown name', { error: 'general' }),
    withFault('certificate of another host', { error: 'general' }),
  ],
};

/** All groups' examples by their ids. */
export const findExample = (id: unknown): Example | undefined =>
  Object.values(examples)
    .flat()
    .find((example) => example.id === id);
