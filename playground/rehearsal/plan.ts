import { pathToFileURL } from 'node:url';

import { serviceAccount, websiteApp } from '../wechat/apps-and-people.js';

/** What to type, as it is in every language. */
export type Plan = ReturnType<typeof createPlan>;

const mounted = '/wechat-rehearsal.mjs';

/**
 * @param logto the address at which browsers find Logto: its `ENDPOINT`.
 * @param preload the file that Logto is to be started with.
 */
export const createPlan = (logto: URL, preload: string) => ({
  logto,
  /** How to start Logto. */
  lines: {
    folder: `NODE_OPTIONS=--import=${pathToFileURL(preload).href} npm start`,
    docker: `docker run --network host -v "${preload}:${mounted}:ro" -e NODE_OPTIONS=--import=${mounted} … svhd/logto`,
  },
  /** What to enter in the Console, by the labels of the form. */
  fields: {
    website: [
      ['Client ID', websiteApp.appid],
      ['Client Secret', websiteApp.secret],
    ],
    insideWechat: [
      ['Service account App ID', serviceAccount.appid],
      ['Service account App Secret', serviceAccount.secret],
    ],
  } as const,
});
