import type { ConnectorMetadata } from '@logto/connector-kit';
import { html } from 'hono/html';

import type { Config } from '../logto/form.js';
import type { Html } from '../wechat/views.js';
import type { Wechat } from '../wechat/wechat.js';
import type { Words } from '../words/en.js';

/** What the playground's pages have in common. `html` escapes whatever stands in them. */

export type { Html };

/** What the pages show, as it is now. */
export type Site = {
  wechat: Wechat;
  metadata: ConnectorMetadata;
  /** The connector's settings. */
  config: Config;
  /** The sign-in page's language, a tag of Logto's. */
  language: string;
  /** The playground's own words. */
  words: Words;
};

/** Where a browser finds what the connector names: its connections to WeChat are not turned. */
export const toBrowser = ({ hostname, href, pathname, search }: URL): string =>
  hostname === 'open.weixin.qq.com' ? `${pathname}${search}` : href;

/** Attributes of an element whose text is in the sign-in page's language. */
export const inLanguage = (language: string): Html =>
  html`lang="${language}" dir="${/^(?:ar|fa)/.test(language) ? 'rtl' : 'ltr'}"`;

/** The options of a `select`. */
export const options = (
  choices: readonly (readonly [value: string, title: string])[],
  chosen: unknown
): Html[] =>
  choices.map(
    ([value, title]) =>
      html`<option value="${value}" ${value === chosen ? 'selected' : ''}>${title}</option>`
  );

/** The heading of a part of a page, and what the part is for. */
export const headingOf = (id: string, heading: string, hint: string): Html =>
  html`<hgroup>
    <h2 id="${id}-title">${heading}</h2>
    <p>${hint}</p>
  </hgroup>`;

const languageSwitch = ({ page: { otherLanguage } }: Words, state: string): Html =>
  html`<form method="post" action="/page-language">
    ${state && html`<input type="hidden" name="state" value="${state}" />`}
    <button
      class="outline secondary"
      name="language"
      value="${otherLanguage.lang}"
      lang="${otherLanguage.lang}"
    >
      ${otherLanguage.name}
    </button>
  </form>`;

/**
 * A whole page.
 *
 * @param state whose outcome it shows, if any: a sign-in's.
 */
export const page = (
  { metadata, words }: { metadata: Pick<ConnectorMetadata, 'logo'>; words: Words },
  title: string,
  content: Html,
  state = ''
): Html =>
  html`<!doctype html>
    <html lang="${words.lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · ${words.page.product}</title>
        <link rel="icon" href="${metadata.logo}" />
        <link rel="stylesheet" href="/assets/page.css" />
        <script type="module" src="/assets/page.js"></script>
      </head>
      <body>
        <header>
          <img src="${metadata.logo}" alt="" width="32" height="32" />
          <p><strong>${words.page.product}</strong> ${words.page.playground}</p>
          <mark>${words.home.badge}</mark>
          ${languageSwitch(words, state)}
        </header>
        <main>${content}</main>
      </body>
    </html>`;
