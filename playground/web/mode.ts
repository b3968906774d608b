import type { Context, Hono, MiddlewareHandler } from 'hono';
import type { html } from 'hono/html';

import type { Config } from '../logto/form.js';
import type { Words } from '../words/en.js';

/** Markup in which everything is escaped that has to be. */
export type Html = ReturnType<typeof html>;

/** What a mode puts into the pages; blank where it has nothing to add. */
export type Slots = {
  badge: string;
  introduction: string;
  /** Above the settings. */
  settings: Html | string;
  /** Above the sign-in button. */
  client: Html | string;
  /** In the form of the sign-in button. */
  choices: Html | string;
  /** Below the authorization URL. */
  authorizationUrl: Html | string;
  /** Below the user. */
  avatar: Html | string;
  examples: Html | string;
};

/** What a mode's own pages can do with the playground. */
export type Actions = {
  getConfig: () => Config;
  /** @returns the authorization URL. */
  beginSignIn: (context: Context) => Promise<URL>;
  /** Stores the settings and goes on, or shows what is wrong with them. */
  save: (
    context: Context,
    config: Config,
    goOn: () => Response | Promise<Response>
  ) => Promise<Response>;
};

/** Which WeChat the playground signs in at: see `simulated.ts` and `real.ts`. */
export type Mode = {
  /** The connector's settings at first. */
  settings: Config;
  /** Settings that the page shows and does not change. */
  fixedSettings: Config;
  /** The address of the playground's first page, for the page that WeChat leads back to. */
  home: string;
  /** Decides who may ask, and for what. */
  guard: MiddlewareHandler;
  /** Where WeChat sends the browser back to. */
  getCallbackBase: (context: Context) => string | URL;
  /** The sign-in page's browser. */
  getUserAgent: (context: Context) => string | undefined;
  /** Where the browser finds a page of WeChat's. */
  toBrowser: (url: URL) => string;
  /** Takes what was chosen beside the sign-in button. */
  choose: (chosen: Record<string, string>) => void;
  /** Lets the connector call WeChat. */
  callWechat: <T>(action: () => Promise<T>) => Promise<T>;
  getSlots: (words: Words, config: Config) => Slots;
  /** Adds pages of its own. */
  addPages: (playground: Hono, actions: Actions) => void;
};
