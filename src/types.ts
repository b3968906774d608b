import * as z from 'zod';

import { defaultScope, defaultTokenLife, maxCodeLength, maxIdLength } from './constant.js';
import { grantsUserInfo, splitScopes } from './scope.js';

const text = z.string({ required_error: 'is required', invalid_type_error: 'must be text' }).trim();

// Settings

/** An app at WeChat that users sign in with. */
export type App = Readonly<{
  name: 'website' | 'serviceAccount';
  appid: string;
  secret: string;
  /** What the form calls the two. */
  labels: Readonly<{ appid: string; secret: string }>;
}>;

/** A field of the form. The Console stores one that is left blank as `""`, or does not store it. */
const field = text.nullish().transform((value) => value ?? '');

/** What the admin enters in the Console, which keeps the values of hidden fields: those do not count. */
export const wechatConfigGuard = z
  .object({
    clientId: field,
    clientSecret: field,
    scope: field.transform((value) => splitScopes(value).join(',') || defaultScope),
    lang: field,
    isInAppSignInEnabled: z.boolean({ invalid_type_error: 'must be on or off' }).nullish(),
    officialAccountClientId: field,
    officialAccountClientSecret: field,
  })
  .superRefine((config, context) => {
    // No problem quotes the value: it may be a secret in the wrong field.
    const refuse = (key: keyof typeof config, problem: string) => {
      context.addIssue({ code: 'custom', path: [key], message: problem });
    };
    const checkApp = (
      id: 'clientId' | 'officialAccountClientId',
      secret: 'clientSecret' | 'officialAccountClientSecret'
    ) => {
      if (!config[id]) refuse(id, 'is required');
      if (!config[secret]) refuse(secret, 'is required');

      // Everybody can see the App ID in the address of WeChat's page.
      if (/[\da-f]{32}/i.test(config[id])) {
        refuse(id, 'looks like an App Secret: enter the App ID');
      }
    };

    checkApp('clientId', 'clientSecret');

    if (config.isInAppSignInEnabled) {
      checkApp('officialAccountClientId', 'officialAccountClientSecret');
    }

    if (!/^[a-z_,]+$/.test(config.scope)) {
      refuse('scope', 'must be names of scopes');
    } else if (config.isInAppSignInEnabled && !grantsUserInfo(config.scope)) {
      // Two apps need the unionid (see `toId`), which only the user info always has.
      refuse(
        'scope',
        'must be snsapi_login or snsapi_userinfo while sign-in inside the WeChat app is on: change it, or switch that off'
      );
    }

    if (!['', 'cn', 'en'].includes(config.lang)) {
      refuse('lang', 'must be cn or en');
    }
  })
  .transform((config) => {
    const website: App = {
      name: 'website',
      appid: config.clientId,
      secret: config.clientSecret,
      labels: { appid: 'Client ID', secret: 'Client Secret' },
    };
    const serviceAccount: App = {
      name: 'serviceAccount',
      appid: config.officialAccountClientId,
      secret: config.officialAccountClientSecret,
      labels: { appid: 'Service account App ID', secret: 'Service account App Secret' },
    };
    const apps: readonly [App, App?] = config.isInAppSignInEnabled
      ? [website, serviceAccount]
      : [website];

    // Chinese is what WeChat shows anyway.
    return { apps, scope: config.scope, lang: config.lang === 'en' ? config.lang : undefined };
  });

/** The settings as the code uses them. */
export type Settings = z.infer<typeof wechatConfigGuard>;

// What Logto hands over

/**
 * The callback's query parameters. A refusal comes back without a `code`. Anybody can post a code of
 * any length here, and it would be sent on to WeChat.
 */
export const callbackGuard = z.object({ code: z.string().max(maxCodeLength) }).catch({ code: '' });

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

/** The answer of `/sns/oauth2/refresh_token`: the tokens as Logto stores them. */
export const tokenResponseGuard = z.object({
  access_token: text.min(1, 'is required'),
  /** Seconds. Without a lifetime Logto would hand out the token forever. */
  expires_in: z.number().positive().catch(defaultTokenLife),
  refresh_token: text.nullish(),
  /** Joined by commas, at times with one at the end. */
  scope: textIfAny.transform((scope) => splitScopes(scope).join(',')),
});

/** The answer of `/sns/oauth2/access_token`. */
export const accessTokenGuard = tokenResponseGuard.extend({
  openid,
  unionid,
  /** 1 for an account that WeChat made up for a page in snapshot mode (快照页). */
  is_snapshotuser: z.number().nullish(),
});

/** The answer of `/sns/userinfo`: what the connector reads of it. */
export const userInfoGuard = z.object({
  openid,
  unionid,
  nickname: textIfAny,
  headimgurl: textIfAny,
});
