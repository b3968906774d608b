import * as z from 'zod';

import { defaultScope, maxIdLength } from './constant.js';
import { grantsUserInfo, splitScopes } from './scope.js';

const text = z.string({ required_error: 'is required', invalid_type_error: 'must be text' }).trim();

// Settings

/** An app at WeChat that users sign in with. */
export type App = Readonly<{
  name: 'website' | 'serviceAccount';
  appid: string;
  secret: string;
  /** What errors call the two: the beginnings of their labels in the form. */
  labels: Readonly<{ appid: string; secret: string }>;
}>;

/** The settings as the code uses them. */
export type Settings = Readonly<{
  signInWith: 'website' | 'both' | 'serviceAccount';
  /** With `both` the website application, then the service account. */
  apps: readonly [App, App?];
  /**
   * What identifies a user. With a service account the admin chooses: if WeChat's answer decided, all users
   * would be new ones on the day on which the account is bound to an Open Platform account. With a website
   * application it is the unionid if WeChat gives one, as with the official connector.
   */
  userId: 'openid' | 'unionid' | 'unionidIfGiven';
  scope: string;
  lang?: 'en';
  /** May be empty. */
  fallbackUrl: string;
}>;

/** A field of the form. The Console stores one that is left blank as `""`, or does not store it. */
const field = text.nullish().transform((value) => value ?? '');

/**
 * What the admin enters in the Console. The Console keeps the values of fields that `signInWith` hides,
 * so those are ignored. No message quotes a value: it may be a secret in the wrong field.
 */
export const wechatConfigGuard = z
  .object({
    signInWith: field,
    clientId: field,
    clientSecret: field,
    serviceAccountClientId: field,
    serviceAccountClientSecret: field,
    userId: field,
    scope: field,
    lang: field,
    fallbackUrl: field,
  })
  .transform((config, context): Settings => {
    type Key = keyof typeof config;

    const refuse = (key: Key, problem: string) => {
      context.addIssue({ code: 'custom', path: [key], message: problem });
    };
    /** The first choice if the field is blank. */
    const readChoice = <Choice extends string>(
      key: Key,
      choices: readonly [Choice, ...Choice[]]
    ) => {
      const choice = choices.find((name) => name === config[key]);

      if (config[key] && !choice) {
        refuse(key, `must be one of: ${choices.join(', ')}`);
      }

      return choice ?? choices[0];
    };
    const readCredential = (key: Key) => {
      const value = config[key];

      if (!value) {
        refuse(key, 'is required');
      } else if (!/^[!-~]+$/.test(value)) {
        refuse(key, 'must be printable ASCII');
      }

      return value;
    };
    const readAppId = (key: Key) => {
      const value = readCredential(key);

      // Everybody can see the App ID in the address of WeChat's page.
      if (/[\da-f]{32}/i.test(value)) {
        refuse(key, 'looks like an App Secret: enter the App ID');
      }

      return value;
    };

    const signInWith = readChoice('signInWith', ['website', 'both', 'serviceAccount']);
    const { fallbackUrl } = config;
    const scope = splitScopes(config.scope).join(',') || defaultScope;
    // Chinese is what WeChat shows anyway.
    const lang = readChoice('lang', ['cn', 'en']) === 'en' ? 'en' : undefined;

    const app: App = {
      name: signInWith === 'serviceAccount' ? signInWith : 'website',
      appid: readAppId('clientId'),
      secret: readCredential('clientSecret'),
      labels: { appid: 'Client ID', secret: 'Client Secret' },
    };
    const readSecondApp = (): App => ({
      name: 'serviceAccount',
      appid: readAppId('serviceAccountClientId'),
      secret: readCredential('serviceAccountClientSecret'),
      labels: { appid: 'Service account AppID', secret: 'Service account AppSecret' },
    });
    const apps: Settings['apps'] = signInWith === 'both' ? [app, readSecondApp()] : [app];
    // The scope of the settings decides, not the granted one: users can edit that in the URL.
    let userId: Settings['userId'] = grantsUserInfo(scope) ? 'unionidIfGiven' : 'openid';

    if (signInWith === 'both') userId = 'unionid';
    if (signInWith === 'serviceAccount') userId = readChoice('userId', ['openid', 'unionid']);

    if (!/^[a-z_,]+$/.test(scope)) {
      refuse('scope', 'must be names of scopes');
    } else if (userId === 'unionid' && !grantsUserInfo(scope)) {
      refuse('scope', 'must be snsapi_login or snsapi_userinfo: snsapi_base gives no unionid');
    }

    // Logto's sign-in page would even run a `javascript:` address.
    const web = /^(?:https:\/\/|http:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?(?:\/|$))/i;

    if (fallbackUrl && !(web.test(fallbackUrl) && URL.canParse(fallbackUrl))) {
      refuse('fallbackUrl', 'must be an https address');
    }

    return { signInWith, apps, userId, scope, lang, fallbackUrl };
  });

/**
 * The callback's query parameters. A code that is missing or too long counts as none: anybody can post
 * one of any length here, and it would be sent on to WeChat. WeChat's have 32 characters.
 */
export const callbackGuard = z.object({ code: z.string().max(512) }).catch({ code: '' });

// What WeChat answers

/** Text, or nothing if it is missing, blank or of another type. */
const textIfAny = text.min(1).optional().catch(undefined);

/** Read from every answer, because WeChat reports errors with HTTP 200 too. 0 means success. */
export const errorGuard = z.object(
  { errcode: z.number().int().nullish(), errmsg: textIfAny },
  { required_error: 'not a JSON object', invalid_type_error: 'not a JSON object' }
);

/** No longer than Logto's database can hold. */
const id = text.max(maxIdLength, `is longer than ${maxIdLength} characters`);
const openid = id.min(1, 'is required');
/** May be missing, or empty. */
const unionid = id.nullish();

/** 1 for an account that WeChat made up for a page in snapshot mode (快照页). */
const snapshotFlag = z.number().nullish();

/** The answer of `/sns/oauth2/refresh_token`: the tokens as Logto stores them. */
export const tokenResponseGuard = z.object({
  access_token: text.min(1, 'is required'),
  /** Seconds. Without a lifetime Logto would hand out the token forever. WeChat documents 7200. */
  expires_in: z.number().positive().catch(7200),
  refresh_token: text.nullish(),
  /** Joined by commas, at times with one at the end. */
  scope: textIfAny.transform((scope) => splitScopes(scope).join(',')),
});

/** The answer of `/sns/oauth2/access_token`. */
export const accessTokenGuard = tokenResponseGuard.extend({
  openid,
  unionid,
  is_snapshotuser: snapshotFlag,
});

/** The answer of `/sns/userinfo`: what the connector reads of it. */
export const userInfoGuard = z.object({
  openid,
  unionid,
  nickname: textIfAny,
  headimgurl: textIfAny,
  is_snapshotuser: snapshotFlag,
});
