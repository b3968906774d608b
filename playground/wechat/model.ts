/** What WeChat knows of an app. */
export type App = {
  kind: 'website' | 'serviceAccount' | 'testAccount';
  appid: string;
  secret: string;
  name: string;
  /** The authorization callback domain (授权回调域), or the webpage authorization domain (网页授权域名). */
  domain: string;
  /** The scopes that it was granted. Every app that has one has `snsapi_base` besides. */
  scopes: readonly string[];
  /** The Open Platform account that it is bound to: a person has one unionid in each of these. */
  account?: string;
};

/** What WeChat knows of a person. */
export type Person = {
  id: string;
  nickname: string;
  headimgurl: string;
  /** Now and then WeChat leaves it out. */
  hasUnionid: boolean;
  /** WeChat has restricted the account. */
  isRestricted?: boolean;
  /** WeChat made the account up for a page in snapshot mode (快照页). */
  isSnapshot?: boolean;
  /** Follows the test account. */
  isFollower: boolean;
};

/** WeChat's `lang` parameter. */
export type Lang = 'cn' | 'en';

/** What the site asks for, once WeChat has agreed to ask the person. */
export type AuthorizationRequest = {
  app: App;
  scope: string;
  redirectUri: string;
  state: string;
  lang: Lang;
};

/** What a person granted an app: what a code or a token stands for. */
export type Grant = { app: App; person: Person; scope: string };
