/** The scopes with which WeChat answers `/sns/userinfo`; to any other it answers errcode 48001. */
const userInfoScopes = ['snsapi_userinfo', 'snsapi_login'];

/** Splits scopes at spaces and commas, Chinese commas included. */
export const splitScopes = (scopes?: string | null): string[] => scopes?.match(/[^\s,，]+/g) ?? [];

/** Whether WeChat answers `/sns/userinfo` with this scope. */
export const grantsUserInfo = (scope: string): boolean =>
  splitScopes(scope).some((name) => userInfoScopes.includes(name));

/**
 * The scope for the page inside WeChat. That page does not know `snsapi_login`, which on the QR page is
 * another name for `snsapi_userinfo`.
 */
export const toInAppScope = (scope: string): string =>
  [...new Set(splitScopes(scope.replaceAll('snsapi_login', 'snsapi_userinfo')))].join(',');
