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
  /** Words on the page where it ends, if nobody gets as far as asking the user. */
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

/** Where the page is for those who cannot sign in so. */
export const fallbackFor = ({ signInWith }: Config): string =>
  `/open-in-${signInWith === 'website' ? 'computer' : 'wechat'}.html`;

/** With these a sign-in works. */
export const workingSettings = settingsOf(websiteApp);

/** The settings for each thing that an admin can have at WeChat. */
export const offers: Readonly<Record<keyof Words['offers'], Config>> = {
  website: workingSettings,
  both: settingsOf(websiteApp, serviceAccount),
  alone: settingsOf(serviceAccount),
  unbound: settingsOf(unboundAccount),
  test: settingsOf(testAccount),
};

const { both, alone, unbound, test } = offers;

/** Which of them was chosen. */
export const findOffer = ({ signInWith, clientId }: Config): string | undefined =>
  Object.entries(offers).find(
    ([, offer]) => offer.signInWith === signInWith && offer.clientId === clientId
  )?.[0];

const withFault = (fault: Fault, rest: Partial<Example> = {}): Example => ({
  id: fault,
  choices: { fault },
  ...rest,
});

const stop = (id: Example['id'], settings: Config, stopsAt: string): Example => ({
  id,
  settings,
  stopsAt,
});

const insideWechat = (
  id: Example['id'],
  settings: Config,
  { choices, ...rest }: Partial<Example> = {}
): Example => ({ id, settings, choices: { client: 'insideWechat', ...choices }, ...rest });

const qrPage = '请使用微信扫描二维码';

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
    insideWechat('sameUser', both),
    insideWechat('websiteAlone', {}, { stopsAt: qrPage }),
    insideWechat('twoUsers', both, { choices: { person: 'sam' }, error: 'invalid_config' }),
    insideWechat('snapshot', both, { choices: { person: 'snap' }, error: 'general' }),
    insideWechat('snapshotInUserInfo', both, {
      choices: { fault: 'snapshotInUserInfo' },
      error: 'general',
    }),
    insideWechat('refusesInside', both, { isDenied: true, error: 'authorization_failed' }),
  ],
  serviceAccount: [
    insideWechat('bound', alone),
    insideWechat('unbound', unbound),
    insideWechat('silent', { ...unbound, scope: 'snsapi_base' }, { isSilent: true }),
    insideWechat('unionidMissing', { ...unbound, userId: 'unionid' }, { error: 'invalid_config' }),
    insideWechat('testAccount', test),
    insideWechat('noFollower', test, {
      choices: { person: 'xin' },
      stopsAt: '必须关注此测试号，错误码：10006',
    }),
  ],
  elsewhere: [
    stop('outside', alone, '请在微信客户端打开链接'),
    stop('outsideWithPage', { ...alone, fallbackUrl: fallbackFor(alone) }, '请在微信中打开'),
    { id: 'phone', choices: { client: 'phone' }, stopsAt: qrPage },
    {
      ...stop('phoneWithPage', { fallbackUrl: fallbackFor(workingSettings) }, '请在电脑上打开'),
      choices: { client: 'phone' },
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
    stop('blankSecret', { clientSecret: '' }, 'Client Secret is required'),
    stop(
      'noSecret',
      { ...both, serviceAccountClientSecret: '' },
      'Service account AppSecret 服务号 AppSecret is required'
    ),
    stop(
      'swapped',
      { clientId: websiteApp.secret, clientSecret: websiteApp.appid },
      'Client ID looks like an App Secret'
    ),
    stop('baseWithUnionid', { ...alone, scope: 'snsapi_base' }, 'snsapi_base gives no unionid'),
    stop('wrongPage', { fallbackUrl: 'javascript:alert(1)' }, 'must be an https address'),
    { id: 'wrongSecret', settings: { clientSecret: 'not-the-secret' }, error: 'invalid_config' },
    stop('wrongAppId', { clientId: 'wx0000000000000000' }, 'AppID 参数错误'),
    stop('serviceAccountId', { clientId: serviceAccount.appid }, 'AppID 参数错误'),
    stop(
      'wrongScope',
      { ...settingsOf(loginOnlyApp), scope: 'snsapi_userinfo' },
      'Scope 参数错误或没有 Scope 权限'
    ),
    stop('wrongDomain', settingsOf(strayApp), 'redirect_uri 参数错误'),
  ],
  settingsInside: [
    insideWechat(
      'websiteId',
      { ...alone, clientId: websiteApp.appid },
      { stopsAt: '不支持微信开放平台的 Appid，错误码：10016' }
    ),
    insideWechat('wrongDomainInside', settingsOf(strayAccount), {
      stopsAt: 'redirect_uri 域名与后台配置不一致，错误码：10003',
    }),
    ...(['secretFrozen', 'ipNotListed', 'blocked'] as const).map((fault) =>
      insideWechat(fault, both, { choices: { fault }, error: 'invalid_config' })
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
