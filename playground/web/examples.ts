import type { ConnectorErrorCodes } from '@logto/connector-kit';

import type { Config } from '../logto/form.js';
import {
  loginOnlyApp,
  serviceAccount,
  strayAccount,
  strayApp,
  testAccount,
  unboundAccount,
  websiteApp,
} from '../wechat/apps-and-people.js';
import type { App } from '../wechat/model.js';
import type { Choices, Fault } from '../wechat/wechat.js';
import type { Words } from '../words/en.js';
import { fallbackPath } from './guarded-pages.js';

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
  /** The user is not asked. */
  isSilent?: boolean;
  /** Words on the page where it ends, if WeChat never gets as far as asking the user. */
  stopsAt?: string;
  /** The connector's error. Without one the user is signed in. */
  error?: `${ConnectorErrorCodes}`;
  /** The access token is refreshed after that. */
  isRefreshed?: boolean;
};

/** The settings for an app, and for a service account beside it. */
export const settingsOf = (app: App, account?: App): Config => ({
  signInWith: account ? 'both' : app.kind === 'website' ? app.kind : 'serviceAccount',
  clientId: app.appid,
  clientSecret: app.secret,
  serviceAccountClientId: account?.appid,
  serviceAccountClientSecret: account?.secret,
  userId: app.account ? 'unionid' : 'openid',
});

/** With these a sign-in works. */
export const workingSettings = settingsOf(websiteApp);

const both = settingsOf(websiteApp, serviceAccount);
const alone = settingsOf(serviceAccount);
const unbound = settingsOf(unboundAccount);
const test = settingsOf(testAccount);

/** The settings for each thing that an admin can have at WeChat. */
export const offers: Readonly<Record<keyof Words['offers'], Config>> = {
  website: workingSettings,
  both,
  serviceAccount: alone,
  unboundAccount: unbound,
  testAccount: test,
  loginOnlyApp: settingsOf(loginOnlyApp),
  strayApp: settingsOf(strayApp),
  strayAccount: settingsOf(strayAccount),
};

/** Which of them was chosen. */
export const findOffer = ({ signInWith, clientId }: Config): string | undefined =>
  Object.entries(offers).find(
    ([, offer]) => offer.signInWith === signInWith && offer.clientId === clientId
  )?.[0];

const insideWechat = { client: 'insideWechat' };

const withFault = (fault: Fault, rest: Partial<Example> = {}): Example => ({
  id: fault,
  choices: { fault },
  ...rest,
});

/** Inside WeChat. */
const inside = (id: Example['id'], rest: Partial<Example>): Example => ({
  id,
  settings: both,
  ...rest,
  choices: { ...insideWechat, ...rest.choices },
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
    inside('sameUser', {}),
    inside('websiteAlone', { settings: {} }),
    inside('twoUsers', { choices: { person: 'sam' }, error: 'invalid_config' }),
    inside('snapshot', { choices: { person: 'snap' }, error: 'general' }),
    inside('snapshotInUserInfo', { choices: { fault: 'snapshotInUserInfo' }, error: 'general' }),
    inside('refusesInside', { isDenied: true, error: 'authorization_failed' }),
  ],
  serviceAccount: [
    inside('bound', { settings: alone }),
    inside('unbound', { settings: unbound }),
    inside('silent', { settings: { ...unbound, scope: 'snsapi_base' }, isSilent: true }),
    inside('unionidMissing', {
      settings: { ...unbound, userId: 'unionid' },
      error: 'invalid_config',
    }),
    inside('testAccount', { settings: test }),
    inside('noFollower', {
      settings: test,
      choices: { person: 'xin' },
      stopsAt: '必须关注此测试号，错误码：10006',
    }),
  ],
  elsewhere: [
    { id: 'outside', settings: alone, stopsAt: '请在微信客户端打开链接' },
    {
      id: 'outsideWithPage',
      settings: { ...alone, fallbackUrl: fallbackPath },
      stopsAt: '请在微信中打开',
    },
    { id: 'phone', choices: { client: 'phone' } },
    {
      id: 'phoneWithPage',
      settings: { ...both, fallbackUrl: fallbackPath },
      choices: { client: 'phone' },
      stopsAt: '请在微信中打开',
    },
  ],
  user: [
    { id: 'refuses', isDenied: true, error: 'authorization_failed' },
    { id: 'restricted', choices: { person: 'rui' }, error: 'authorization_failed' },
    withFault('consentWithdrawn', { error: 'authorization_failed' }),
    withFault('passwordChanged', { error: 'social_invalid_access_token' }),
    { id: 'editedScope', edit: { scope: 'snsapi_base' }, error: 'authorization_failed' },
  ],
  settings: [
    { id: 'blankSecret', settings: { clientSecret: '' }, stopsAt: 'Client Secret is required' },
    {
      id: 'noSecret',
      settings: { ...both, serviceAccountClientSecret: '' },
      stopsAt: 'Service account AppSecret 服务号 AppSecret is required',
    },
    {
      id: 'swapped',
      settings: { clientId: websiteApp.secret, clientSecret: websiteApp.appid },
      stopsAt: 'Client ID looks like an App Secret',
    },
    {
      id: 'baseWithUnionid',
      settings: { ...alone, scope: 'snsapi_base' },
      stopsAt: 'Scope must be snsapi_login or snsapi_userinfo',
    },
    {
      id: 'wrongPage',
      settings: { fallbackUrl: 'javascript:alert(1)' },
      stopsAt: 'must be an https address',
    },
    { id: 'wrongSecret', settings: { clientSecret: 'not-the-secret' }, error: 'invalid_config' },
    { id: 'wrongAppId', settings: { clientId: 'wx0000000000000000' }, stopsAt: 'AppID 参数错误' },
    {
      id: 'serviceAccountId',
      settings: { clientId: serviceAccount.appid },
      stopsAt: 'AppID 参数错误',
    },
    {
      id: 'wrongScope',
      settings: { ...offers.loginOnlyApp, scope: 'snsapi_userinfo' },
      stopsAt: 'Scope 参数错误或没有 Scope 权限',
    },
    {
      id: 'wrongScopeInEnglish',
      settings: { ...offers.loginOnlyApp, scope: 'snsapi_userinfo', lang: 'en' },
      stopsAt: 'Scope parameter error or no Scope permission',
    },
    { id: 'wrongDomain', settings: offers.strayApp, stopsAt: 'redirect_uri 参数错误' },
  ],
  settingsInside: [
    inside('websiteId', {
      settings: { ...alone, clientId: websiteApp.appid },
      stopsAt: '不支持微信开放平台的 Appid，错误码：10016',
    }),
    inside('wrongDomainInside', {
      settings: offers.strayAccount,
      stopsAt: 'redirect_uri 域名与后台配置不一致，错误码：10003',
    }),
    ...(['secretFrozen', 'ipNotListed', 'blocked'] as const).map((fault) =>
      inside(fault, { choices: { fault }, error: 'invalid_config' })
    ),
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
  network: (
    [
      'refused',
      'reset before the headers',
      'body cut off',
      'no answer',
      'unknown name',
      'certificate of another host',
    ] as const
  ).map((fault) => withFault(fault, { error: 'general' })),
};

/** All groups' examples by their ids. */
export const findExample = (id: unknown): Example | undefined =>
  Object.values(examples)
    .flat()
    .find((example) => example.id === id);
