import phrases, { builtInLanguageOptions, type LocalePhrase } from '@logto/phrases-experience';
import { html } from 'hono/html';

import type { FieldErrors } from '../logto/form.js';
import { choicesView, clientChooser, examplesView } from './choice-views.js';
import { type Html, inLanguage, page, type Site } from './layout.js';
import { settingsForm } from './settings-form.js';

/** The playground's first page: settings and sign-in. */

/** A sign-in that the button goes on with. */
type Begun = { state: string; authorizationUri: string };

/** A language in its own words. */
const languageName = (tag: string): string =>
  builtInLanguageOptions.find(({ value }) => value === tag)?.title ?? tag;

/** What there is for a language, or else for English. */
const inOrEnglish = <T>(all: { en: T }, language: string): T =>
  (all as Partial<Record<string, T>>)[language] ?? all.en;

/** The button, as Logto's sign-in page shows it. It sends the settings, too: some may not be saved. */
const experience = ({ metadata, language }: Site): Html => {
  const name = inOrEnglish(metadata.name, language);
  const { translation } = inOrEnglish<LocalePhrase>(phrases, language);

  return html`<article ${inLanguage(language)}>
    <button class="outline contrast" type="submit" form="settings-form" formaction="/sign-in">
      <img src="${metadata.logo}" alt="" width="24" height="24" />
      ${translation.action.sign_in_with.replace('{{name}}', () => name)}
    </button>
  </article>`;
};

const signIn = (site: Site, { state, authorizationUri }: Begun): Html => {
  const { metadata, language, words } = site;
  const isWechats = new URL(authorizationUri).hostname === 'open.weixin.qq.com';

  return html`<article id="sign-in" aria-labelledby="sign-in-title">
    <h2 id="sign-in-title">${words.signIn.heading}</h2>
    <form method="post" action="/language">
      <label for="language">${words.signIn.language}</label>
      <fieldset role="group">
        <select id="language" name="language">
          ${Object.keys(metadata.name).map(
            (tag) =>
              html`<option value="${tag}" lang="${tag}" ${tag === language ? 'selected' : ''}>
                ${languageName(tag)}
              </option>`
          )}
        </select>
        <button class="outline secondary" aria-label="${words.signIn.switchLanguage}">
          ${words.signIn.switch}
        </button>
      </fieldset>
    </form>
    ${clientChooser(site)}
    <input type="hidden" name="state" value="${state}" form="settings-form" />
    ${experience(site)} ${choicesView(words, site.wechat, 'settings-form')}
    <p class="bad" role="status" data-unapplied="${words.signIn.notApplied}"></p>
    <h3>${words.signIn.authorizationUrl}</h3>
    <pre><code>${authorizationUri}</code></pre>
    <small>${isWechats ? words.signIn.simulatedUrl : words.signIn.fallbackUrl}</small>
  </article>`;
};

/** Settings and sign-in. */
export const homePage = (
  site: Site,
  begun: Begun,
  { errors = {}, notice = '' }: { errors?: FieldErrors; notice?: string } = {}
): Html => {
  const { words } = site;

  return page(
    site,
    words.page.playground,
    html`<hgroup>
        <h1>${words.home.heading}</h1>
        <p>${words.home.introduction}</p>
      </hgroup>
      <div class="grid">${settingsForm(site, errors, notice)} ${signIn(site, begun)}</div>
      ${examplesView(words)}`
  );
};
