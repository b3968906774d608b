import * as z from 'zod';

import {
  defaultScope,
  defaultTokenLife,
  maxCredentialLength,
  maxIdLength,
  maxTokenLife,
} from './constant.js';
import { grantsUserInfo, splitScopes } from './scope.js';

const text = z.string({ required_error: 'is required', invalid_type_error: 'must be text' }).trim();

const textUpTo = (length: number) => text.max(length, `is longer than ${length} characters`);

/** Text, or nothing if it is missing, blank or of another type. */
const textIfAny = text.min(1).optional().catch(undefined);

const credential = textUpTo(maxCredentialLength).min(1, 'is required');

/** Everybody can see the App ID in the address of WeChat's page. So no secret may be in it. */
const appId = credential.refine(
  (value) => !/[\da-f]{32}/i.test(value),
  'looks like an App Secret: enter the App ID'
);

/** Names of scopes, joined by commas as WeChat wants them. */
const scopes = textUpTo(maxCredentialLength)
  .regex(/^[a-z_\s,，]*$/, 'must be names of scopes')
  .transform((names) => splitScopes(names).join(','));

// Settings

/** An app at WeChat that users sign in with. */
export type App = Readonly<{ name: 'website' | 'officialAccount'; appid: string; secret: string }>;

const officialAccountGuard = z
  .object({
    officialAccountClientId: appId,
    officialAccountClientSecret: credential,
    // The scope of both apps. Two apps need the unionid (see `toId`), which only the user info always has.
    scope: text.refine(
      grantsUserInfo,
      'must be snsapi_login or snsapi_userinfo while sign-in inside the WeChat app is on: change it, or switch that off'
    ),
  })
  .transform((config): App => ({
    name: 'officialAccount',
    appid: config.officialAccountClientId,
    secret: config.officialAccountClientSecret,
  }));

/**
 * What the admin enters in the Console. The Console stores a blank field as `""` and keeps the values
 * of hidden fields, so blanks mean nothing and hidden values are not looked at.
 */
export const wechatConfigGuard = z
  .object({
    clientId: appId,
    clientSecret: credential,
    scope: scopes.nullish(),
    // No `z.enum`: its message would quote a wrong value, and that may be a secret in the wrong field.
    lang: text.regex(/^(?:cn|en)?$/, 'must be cn or en').nullish(),
    isInAppSignInEnabled: z.preprocess(
      (value) => value || false,
      z.boolean({ invalid_type_error: 'must be on or off' })
    ),
    officialAccountClientId: z.unknown(),
    officialAccountClientSecret: z.unknown(),
  })
  .transform((config, context) => {
    const scope = config.scope || defaultScope;
    const officialAccount = config.isInAppSignInEnabled
      ? officialAccountGuard.safeParse({ ...config, scope })
      : undefined;

    officialAccount?.error?.issues.forEach(context.addIssue);

    return {
      scope,
      // Chinese is what WeChat shows anyway.
      lang: config.lang === 'en' ? config.lang : undefined,
      website: {
        name: 'website',
        appid: config.clientId,
        secret: config.clientSecret,
      } satisfies App,
      officialAccount: officialAccount?.data,
    };
  });

/** The settings as the code uses them. `officialAccount` is there if sign-in inside WeChat is on. */
export type Settings = z.infer<typeof wechatConfigGuard>;

// What Logto hands over

/** The callback's query parameters. A refusal comes back without a `code`. */
export const callbackGuard = z.object({ code: z.string() }).catch({ code: '' });

// What WeChat answers

/** Read from every answer, because WeChat reports errors with HTTP 200 too. 0 means success. */
export const errorGuard = z.object(
  { errcode: z.number().int().nullish(), errmsg: textIfAny },
  { required_error: 'not a JSON object', invalid_type_error: 'not a JSON object' }
);

/** Printable ASCII, because an id with U+0000 would end in an error of PostgreSQL's. */
const id = textUpTo(maxIdLength).regex(/^[!-~]*$/, 'must be printable ASCII');
const openid = id.min(1, 'is required');
/** May be missing, or empty. */
const unionid = id.nullish();

/** The answer of `/sns/oauth2/refresh_token`: the tokens as Logto stores them. */
export const tokenResponseGuard = z.object({
  access_token: credential,
  /** Seconds. Without a lifetime Logto would hand out the token forever. */
  expires_in: z.number().min(1).max(maxTokenLife).catch(defaultTokenLife),
  refresh_token: textUpTo(maxCredentialLength).nullish(),
  /** Logto stores it unencrypted, so it is dropped if it is anything but names of scopes. */
  scope: scopes.optional().catch(undefined),
});

/** The answer of `/sns/oauth2/access_token`. */
export const accessTokenGuard = tokenResponseGuard.extend({
  openid,
  unionid,
  /** 1 for a snapshot account. Anything but 0 or nothing counts as one. */
  is_snapshotuser: z.unknown().transform((value) => value !== '0' && Boolean(value)),
});

/** The answer of `/sns/userinfo`: what the connector reads of it. */
export const userInfoGuard = z.object({
  openid,
  unionid,
  nickname: textIfAny,
  headimgurl: textIfAny,
});
