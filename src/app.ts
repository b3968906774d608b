import type { GetSession, SetSession } from '@logto/connector-kit';

import { userInfoScopes } from './constant.js';
import { sessionGuard, type App, type Settings } from './types.js';
import { splitScopes } from './utils.js';

/**
 * Whether a page is open inside the WeChat app, WeChat on a computer included. WeCom (`wxwork`) also
 * says `MicroMessenger`, but is another product with other accounts.
 */
export const isInsideWechat = (userAgent = ''): boolean =>
  /MicroMessenger/i.test(userAgent) && !/wxwork/i.test(userAgent);

/**
 * Stores in the host's session which app a sign-in starts with.
 *
 * @returns whether the session took it: on two routes of the Management API the host has none.
 */
export const storeApp = async ({ name }: App, setSession: SetSession): Promise<boolean> => {
  try {
    await setSession({ app: name });

    return true;
  } catch {
    return false;
  }
};

/** The app that a sign-in was started with: the website's, unless the session names the other one. */
export const loadApp = async (
  { website, officialAccount }: Settings,
  getSession: GetSession
): Promise<App> => {
  if (!officialAccount) {
    return website;
  }

  try {
    const { app } = sessionGuard.parse(await getSession());

    return app === officialAccount.name ? officialAccount : website;
  } catch {
    return website;
  }
};

/**
 * The scope for the page inside WeChat. That page does not know `snsapi_login`, which on the QR page is
 * another name for `snsapi_userinfo`.
 */
export const toInAppScope = (scope: string): string => {
  const names = splitScopes(scope).map((name) =>
    name === 'snsapi_login' ? 'snsapi_userinfo' : name
  );

  return [...new Set(names)].join(',');
};

/** Whether WeChat answers `/sns/userinfo` with this scope. */
export const grantsUserInfo = (scope: string): boolean =>
  splitScopes(scope).some((name) => userInfoScopes.includes(name));
