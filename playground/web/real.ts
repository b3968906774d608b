import type { Config } from '../logto/form.js';
import type { Mode } from './mode.js';

/** The real WeChat, with an app of its own. */
export type RealOptions = {
  /** The app's settings; the page does not change them. */
  credentials: Config;
  /** Where WeChat sends the browser back to: this server, by way of a tunnel. */
  publicUrl: URL;
  /** Where the playground itself is, on this machine. */
  home: string;
};

/** Signs in at the real WeChat. */
export const createReal = ({ credentials, publicUrl, home }: RealOptions): Mode => ({
  settings: credentials,
  fixedSettings: credentials,
  home,
  // The public URL is for WeChat's way back, and for the page that it leads to.
  guard: async (context, next) => {
    const { hostname, pathname } = new URL(context.req.url);
    const isLocal = hostname === '127.0.0.1' || hostname === 'localhost';
    const isWayBack =
      hostname === publicUrl.hostname && /^\/(?:callback\/|assets\/|refresh$)/.test(pathname);

    return isLocal || isWayBack
      ? next()
      : context.text('The playground answers on this machine alone, at http://127.0.0.1.', 403);
  },
  getCallbackBase: () => publicUrl,
  getUserAgent: ({ req }) => req.header('user-agent'),
  toBrowser: ({ href }) => href,
  choose: () => undefined,
  callWechat: async (action) => action(),
  getSlots: ({ home }) => ({
    badge: home.real,
    introduction: home.realIntroduction,
    settings: '',
    client: '',
    choices: '',
    authorizationUrl: '',
    avatar: '',
    examples: '',
  }),
  addPages: () => undefined,
});
