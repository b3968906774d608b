import { ConnectorErrorCodes } from '@logto/connector-kit';
import type { z } from 'zod';

import { endUserSentences, type SettingLabels } from './constant.js';
import { accessTokenGuard, tokenResponseGuard, userInfoGuard } from './types.js';
import type { Guard } from './utils.js';

/** What a failed call is to Logto: the error's code and our sentence about it. */
export type Failure = Readonly<{
  code: ConnectorErrorCodes;
  describe: (labels: SettingLabels) => string;
}>;

type Failures = ReadonlyMap<number, Failure>;

/**
 * One of WeChat's calls: where it is, what a good answer has, and what its errcodes and HTTP statuses
 * mean. An errcode that is not listed is {@link unknownErrcode}, a status {@link unavailable}.
 */
export type Endpoint<Fields = unknown> = Readonly<{
  path: string;
  guard: Guard<Fields>;
  errcodes: Failures;
  statuses: Failures;
}>;

const failure = (code: ConnectorErrorCodes, sentence: string): Failure => ({
  code,
  describe: () => sentence,
});

const wrongSetting = (setting: keyof SettingLabels): Failure => ({
  code: ConnectorErrorCodes.InvalidConfig,
  describe: (labels) => `Check the ${labels[setting]} in the connector's settings.`,
});

const frozenSecret: Failure = {
  code: ConnectorErrorCodes.InvalidConfig,
  describe: ({ secret }) => `The ${secret} is frozen: unfreeze it at WeChat.`,
};

const invalidCode = (sentence: string) =>
  failure(ConnectorErrorCodes.SocialAuthCodeInvalid, sentence);

const invalidToken = (sentence: string) =>
  failure(ConnectorErrorCodes.SocialAccessTokenInvalid, sentence);

const general = (sentence: string) => failure(ConnectorErrorCodes.General, sentence);

/** There was no answer, or none that came to its end. */
export const unreachable = general(endUserSentences.unreachable);

/** WeChat is busy, or something else answers in its place. */
export const unavailable = general(endUserSentences.unavailable);

/** WeChat refused for a reason that no table knows. */
export const unknownErrcode = general(endUserSentences.failed);

const rateLimit = (sentence: string) => failure(ConnectorErrorCodes.RateLimitExceeded, sentence);

/** Used for a token whose scope is too small, and for errcode 48001. */
export const noUserInfoGranted =
  'WeChat granted no user info, which the configured scope asks for.';

const notAuthorized = (sentence: string) =>
  failure(ConnectorErrorCodes.AuthorizationFailed, sentence);

/** `errcode` for "system busy". */
export const busyErrcode = -1;

// Global return codes:
// https://developers.weixin.qq.com/doc/oplatform/Return_codes/Return_code_descriptions_new.html
const commonErrcodes: Failures = new Map([
  [busyErrcode, unavailable],
  [45009, rateLimit("The application's daily quota of WeChat calls is used up.")],
  [45011, rateLimit('The application made too many WeChat calls in a minute.')],
  [50001, notAuthorized('The user did not grant this.')],
  [50002, notAuthorized("The user's WeChat account is restricted.")],
]);

const commonStatuses: Failures = new Map([
  [429, rateLimit('WeChat is receiving too many requests.')],
]);

/** The errcodes that say that the App ID is wrong. */
export const appIdErrcodes: Failures = new Map([
  [40013, wrongSetting('appid')],
  [41002, wrongSetting('appid')],
]);

/** `errcode` for a refresh token that is not valid or was issued to another app. */
export const invalidRefreshTokenErrcode = 40030;

/** @see https://developers.weixin.qq.com/doc/service/api/webdev/access/api_snsaccesstoken.html */
export const accessTokenEndpoint: Endpoint<z.infer<typeof accessTokenGuard>> = {
  path: '/sns/oauth2/access_token',
  guard: accessTokenGuard,
  errcodes: new Map([
    ...commonErrcodes,
    ...appIdErrcodes,
    [40029, invalidCode('The code is not valid.')],
    [40163, invalidCode('The code has been used already.')],
    [42003, invalidCode('The code has expired.')],
    [41008, invalidCode('The code is missing.')],
    [40125, wrongSetting('secret')],
    [41004, wrongSetting('secret')],
    [40001, wrongSetting('secret')],
    [40243, frozenSecret],
  ]),
  statuses: commonStatuses,
};

/** @see https://developers.weixin.qq.com/doc/service/api/webdev/access/api_snsrefreshtoken.html */
export const refreshTokenEndpoint: Endpoint<z.infer<typeof tokenResponseGuard>> = {
  path: '/sns/oauth2/refresh_token',
  guard: tokenResponseGuard,
  errcodes: new Map([
    ...commonErrcodes,
    ...appIdErrcodes,
    [invalidRefreshTokenErrcode, invalidToken('The refresh token is not valid.')],
    [41003, invalidToken('The refresh token is missing.')],
    [42002, invalidToken('The refresh token has expired.')],
  ]),
  statuses: commonStatuses,
};

/** @see https://developers.weixin.qq.com/doc/service/api/webdev/access/api_snsuserinfo.html */
export const userInfoEndpoint: Endpoint<z.infer<typeof userInfoGuard>> = {
  path: '/sns/userinfo',
  guard: userInfoGuard,
  errcodes: new Map([
    ...commonErrcodes,
    [40001, invalidToken('The access token is not valid.')],
    [40014, invalidToken('The access token is not valid.')],
    [41001, invalidToken('The access token is missing.')],
    [42001, invalidToken('The access token has expired.')],
    [48001, notAuthorized(noUserInfoGranted)],
  ]),
  statuses: new Map([...commonStatuses, [401, invalidToken('The access token is not valid.')]]),
};
