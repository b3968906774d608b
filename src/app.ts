import type { GetSession, SetSession } from '@logto/connector-kit';

import { isInsideWechat } from './browser.js';
import type { App, Settings } from './types.js';

/**
 * Chooses the app for a sign-in: of two, the service account inside WeChat and the website application
 * elsewhere. Logto's session keeps the choice for the callback. The website application is kept there as
 * well, because an earlier sign-in may have left the service account.
 */
export const chooseApp = async (
  { apps: [firstApp, secondApp] }: Settings,
  userAgent: string | undefined,
  setSession: SetSession
): Promise<App> => {
  if (!secondApp) {
    return firstApp;
  }

  const chosen = isInsideWechat(userAgent) ? secondApp : firstApp;

  try {
    await setSession({ app: chosen.name });
  } catch {
    // Two routes of Logto's Management API have no session. The callback will then take the first app, so
    // the sign-in starts with that.
    return firstApp;
  }

  return chosen;
};

/** The app that {@link chooseApp} chose for this sign-in; the first one if Logto's session names none. */
export const recallApp = async ({ apps }: Settings, getSession: GetSession): Promise<App> => {
  const session: Record<string, unknown> = await getSession().catch(() => ({}));

  return apps.find((app) => app?.name === session.app) ?? apps[0];
};
