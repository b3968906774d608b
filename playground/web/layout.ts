import { type ConnectorMetadata } from '@logto/connector-kit';
import { html } from 'hono/html';

import { type Config } from '../logto/form.js';
import { type Simulation } from './simulated.js';

/** What the playground's pages have in common. `html` escapes whatever stands in them. */

/** What the pages show, as it is now. */
export type Site = {
  metadata: ConnectorMetadata;
  /** The sign-in page's language, a tag of Logto's. */
  language: string;
  /** The connector's settings. */
  config: Config;
  /** Settings that the page shows and does not change: those from the environment. */
  fixed: readonly string[];
  /** None: it is the real WeChat. */
  simulation?: Simulation;
};

/** Markup in which everything is escaped that has to be. */
export type Html = ReturnType<typeof html>;

const isRightToLeft = (language: string): boolean => /^(?:ar|fa)/.test(language);

/** Attributes of an element whose text is in the sign-in page's language. */
export const inLanguage = (language: string): Html =>
  html`lang="${language}" dir="${isRightToLeft(language) ? 'rtl' : 'ltr'}"`;

/** A whole page. */
export const page = ({ metadata, simulation }: Site, title: string, content: Html): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · WeChat (Web) connector</title>
        <link rel="icon" href="${metadata.logo}" />
        <link rel="stylesheet" href="/assets/page.css" />
        <script type="module" src="/assets/page.js"></script>
      </head>
      <body>
        <header>
          <img src="${metadata.logo}" alt="" width="32" height="32" />
          <p><strong>WeChat (Web) connector</strong> <span>Playground</span></p>
          <p class="badge">${simulation ? 'Stand-in WeChat' : 'Real WeChat'}</p>
        </header>
        <main>${content}</main>
      </body>
    </html>`;
