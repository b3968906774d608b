import { createHash, timingSafeEqual } from 'node:crypto';

import type { MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

import type { Config } from '../logto/form.js';
import { wordsFor } from './language.js';
import type { Mode } from './mode.js';

/** The real WeChat, with an app of its own. */
export type RealOptions = {
  /** The app's settings; the page does not change them. */
  credentials: Config;
  /** Where WeChat sends the browser back to: this server, by way of a tunnel. */
  publicUrl: URL;
  /** Where the playground itself is, on this machine. */
  home: string;
  /** Opens the playground's own pages: see {@link addressOf}. */
  key: string;
};

const cookie = 'playground-key';

/** The address to begin at. */
export const addressOf = ({ home, key }: Pick<RealOptions, 'home' | 'key'>): string =>
  `${home}?key=${key}`;

/** In a time that does not tell how much of the key is right. */
const isSame = (given: string, key: string): boolean => {
  const [first, second] = [given, key].map((text) => createHash('sha256').update(text).digest());

  return first !== undefined && second !== undefined && timingSafeEqual(first, second);
};

/**
 * The tunnel lets everybody in, and a request's `Host` may be anything. So all pages need the key but
 * WeChat's way back, the page that it leads to, and what that page is made of.
 */
const requireKey =
  (key: string): MiddlewareHandler =>
  async (context, next) => {
    const { req } = context;

    if (/^\/(?:callback\/|assets\/|refresh$)/.test(req.path)) {
      return next();
    }

    if (isSame(req.query('key') ?? '', key)) {
      setCookie(context, cookie, key, { httpOnly: true, sameSite: 'Strict' });

      return context.redirect('/');
    }

    if (isSame(getCookie(context, cookie) ?? '', key)) {
      return next();
    }

    // A link on another site, as on the page behind the tunnel, comes without the cookie. A reload
    // from here has it.
    if (req.header('sec-fetch-site') === 'cross-site') {
      context.header('refresh', '0; url=/');
    }

    return context.text(wordsFor(context).page.keyNeeded, 403);
  };

/** Signs in at the real WeChat. */
export const createReal = ({ credentials, publicUrl, home, key }: RealOptions): Mode => ({
  settings: credentials,
  fixedSettings: credentials,
  home,
  guard: requireKey(key),
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
