import { ConnectorErrorCodes } from '@logto/connector-kit';

import { endUserSentences } from './constant.js';

/** The three calls. */
export type Call = 'token' | 'refresh' | 'userInfo';

/** What a failed call is to Logto: the error's code, and our sentence about it. */
export type Meaning = readonly [code: ConnectorErrorCodes, sentence: string];

const {
  AuthorizationFailed,
  General,
  InvalidConfig,
  RateLimitExceeded,
  SocialAccessTokenInvalid,
  SocialAuthCodeInvalid,
} = ConnectorErrorCodes;

/** Used for a token whose scope is too small, and for errcode 48001. */
export const noUserInfoGranted =
  'WeChat granted no user info, which the configured scope asks for.';

/**
 * What WeChat's errcodes and HTTP statuses mean. A row that names a call holds for that call alone.
 * `{appid}` and `{secret}` stand for the labels of the app's fields in the form. Any other number is a
 * `General` error. Left out on purpose are those that only a fault of this connector could cause (40002).
 *
 * @see https://developers.weixin.qq.com/doc/oplatform/Return_codes/Return_code_descriptions_new.html
 */
export const failures: readonly (readonly [failure: number, ...Meaning, call?: Call])[] = [
  [-1, General, endUserSentences.unavailable],
  [40013, InvalidConfig, "Check the {appid} in the connector's settings."],
  [41002, InvalidConfig, "Check the {appid} in the connector's settings."],
  [40001, InvalidConfig, "Check the {secret} in the connector's settings.", 'token'],
  [40125, InvalidConfig, "Check the {secret} in the connector's settings.", 'token'],
  [41004, InvalidConfig, "Check the {secret} in the connector's settings.", 'token'],
  [40243, InvalidConfig, 'The {secret} is frozen: unfreeze it at WeChat.', 'token'],
  [40164, InvalidConfig, "Add Logto's IP address to the API IP whitelist (API IP 白名单)."],
  [48004, InvalidConfig, 'WeChat has blocked the account: mp.weixin.qq.com tells why.'],

  [40029, SocialAuthCodeInvalid, 'The code is not valid.', 'token'],
  [40163, SocialAuthCodeInvalid, 'The code has been used already.', 'token'],
  [41008, SocialAuthCodeInvalid, 'The code is missing.', 'token'],
  [42003, SocialAuthCodeInvalid, 'The code has expired.', 'token'],

  [40001, SocialAccessTokenInvalid, 'The access token is not valid.', 'userInfo'],
  [40014, SocialAccessTokenInvalid, 'The access token is not valid.'],
  [41001, SocialAccessTokenInvalid, 'The access token is missing.'],
  [42001, SocialAccessTokenInvalid, 'The access token has expired.'],
  [48001, AuthorizationFailed, noUserInfoGranted, 'userInfo'],

  [40029, SocialAccessTokenInvalid, 'The refresh token is not valid.', 'refresh'],
  [40030, SocialAccessTokenInvalid, 'The refresh token is not valid.'],
  [41003, SocialAccessTokenInvalid, 'The refresh token is missing.'],
  [42002, SocialAccessTokenInvalid, 'The refresh token has expired.'],

  [42007, SocialAccessTokenInvalid, 'The user changed the WeChat password, which ends all tokens.'],

  [45009, RateLimitExceeded, "The application's daily quota of WeChat calls is used up."],
  [45011, RateLimitExceeded, 'The application made too many WeChat calls in a minute.'],
  [50001, AuthorizationFailed, 'The user did not grant this.'],
  [50002, AuthorizationFailed, "The user's WeChat account is restricted."],
  [401, SocialAccessTokenInvalid, 'The access token is not valid.', 'userInfo'],
  [429, RateLimitExceeded, 'WeChat is receiving too many requests.'],
];

/** @param otherwise the sentence of the `General` error that every other number is. */
export const meaningOf = (failure: number, call: Call, otherwise: string): Meaning => {
  const row = failures.find(([known, , , only]) => known === failure && (!only || only === call));

  return row ? [row[1], row[2]] : [General, otherwise];
};
