import type { GetSession, SetSession } from '@logto/connector-kit';

import { isInsideWechat } from './browser.js';
import type { App, Settings } from './types.js';

/**
 * Chooses the app for a sign-in: of two, the service account inside WeChat and the website application
 * elsewhere. Logto's session keeps the choice, also of the website application, because an earlier
 * sign-in may have left the other app there. Two routes of Logto's Management API have no session: then
 * the callback assumes the website application, so the sign-in has to start with that.
 */
export const chooseApp = async (
  { apps: [app, serviceAccount] }: Settings,
  userAgent: string | undefined,
  setSession: SetSession
): Promise<App> => {
  if (!serviceAccount) {
    return app;
  }

  const chosen = isInsideWechat(userAgent) ? serviceAccount : app;

  try {
    await setSession({ app: chosen.name });

    return chosen;
  } catch {
    return app;
  }
};

/** The app that {@link chooseApp} chose for this sign-in. */
export const recallApp = async ({ apps }: Settings, getSession: GetSession): Promise<App> => {
  const session: Record<string, unknown> = await getSession().catch(() => ({}));

  return apps.find((app) => app?.name === session.app) ?? apps[0];
};
