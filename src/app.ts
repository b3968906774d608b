import type { GetSession, SetSession } from '@logto/connector-kit';

import type { App, Settings } from './types.js';

/**
 * Whether a page is open inside WeChat, on a phone or on a computer. WeCom (`wxwork`) also says
 * `MicroMessenger`, but is another product with other accounts.
 */
export const isInsideWechat = (userAgent = ''): boolean =>
  /MicroMessenger/i.test(userAgent) && !/wxwork/i.test(userAgent);

/**
 * Stores in Logto's session which app a sign-in starts with.
 *
 * @returns false if Logto has no session, as on two routes of its Management API.
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
    const { app } = (await getSession()) as { app?: unknown };

    return app === officialAccount.name ? officialAccount : website;
  } catch {
    return website;
  }
};
