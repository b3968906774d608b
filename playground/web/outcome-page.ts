import { createHash } from 'node:crypto';

import { ConnectorErrorCodes, type SocialUserInfo, type TokenResponse } from '@logto/connector-kit';
import { html } from 'hono/html';

import { type ExplainedError, explainError } from '../logto/errors.js';
import type { Outcome } from '../logto/sign-in.js';
import type { Words } from '../words/en.js';
import { type Html, inLanguage, page, type Site } from './layout.js';
import { requestsView } from './requests-view.js';

/** The playground's last page: who signed in, or why nobody did. */

const json = (label: string, value: unknown): Html =>
  html`<h3>${label}</h3>
    <pre><code>${JSON.stringify(value, undefined, 2)}</code></pre>`;

const userView = ({ rawData, ...user }: SocialUserInfo, { words }: Site): Html =>
  html`<article id="user" aria-labelledby="user-title">
    <h2 id="user-title">${words.outcome.user}</h2>
    <p>
      ${
        user.avatar
          ? html`<img
              src="${new URL(user.avatar).pathname}"
              alt="${words.outcome.avatar}"
              width="72"
              height="72"
              referrerpolicy="no-referrer"
            />`
          : `(${words.people.noAvatar})`
      }
      <strong>${user.name ?? words.outcome.noName}</strong> <code>${user.id}</code>
    </p>
    ${json(words.outcome.stored, user)}
    ${user.avatar ? html`<small>${words.outcome.simulatedAvatar}</small>` : ''}
    ${json(words.outcome.rawData, rawData)}
  </article>`;

/** What an admin should do. */
const findAdvice = ({ advice, generalAdvice }: Words, { code, data }: ExplainedError): string => {
  if (!code) return advice.defect;

  if (code === ConnectorErrorCodes.General) {
    const { cause, status, errcode } = (data ?? {}) as Record<string, unknown>;

    if (cause) return generalAdvice.unreachable;
    if (status || errcode === -1) return generalAdvice.busy;

    return errcode ? generalAdvice.errcode : generalAdvice.snapshot;
  }

  const known: Partial<Record<string, string>> = advice;

  return known[code] ?? advice.other;
};

const errorView = (thrown: unknown, { language, words }: Site): Html => {
  const { error } = words;
  const explained = explainError(thrown, language);
  const { code, status, sentence, data } = explained;

  return html`<article aria-labelledby="error-title">
    <h2 id="error-title">${error.heading}</h2>
    <h3>${error.sentence}</h3>
    <blockquote ${inLanguage(language)}>${sentence}</blockquote>
    <p>
      ${error.code} <code>${code ? `connector.${code}` : error.noCode}</code><br />
      ${error.status} <code>${status}</code>
    </p>
    <h3>${error.whatToDo}</h3>
    <p>${findAdvice(words, explained)}</p>
    ${data === undefined ? '' : json(error.data, data)}
  </article>`;
};

/** A token is a secret: what is seen of it only tells whether it is another one. */
const fingerprint = (token: string): string =>
  `*** (SHA-256 ${createHash('sha256').update(token).digest('hex').slice(0, 8)}…)`;

const tokensView = (
  { outcome }: Words,
  { access_token, refresh_token, ...rest }: TokenResponse,
  state: string
): Html =>
  html`<article aria-labelledby="tokens-title">
    <h2 id="tokens-title">${outcome.tokens}</h2>
    ${json(outcome.storedTokens, {
      access_token: access_token && fingerprint(access_token),
      refresh_token: refresh_token && fingerprint(refresh_token),
      ...rest,
    })}
    <form class="grid" method="post" action="/refresh">
      <input type="hidden" name="state" value="${state}" />
      <button class="outline">${outcome.refresh}</button>
      <button class="outline secondary" formaction="/again">${outcome.useCodeAgain}</button>
    </form>
  </article>`;

/**
 * What came of a sign-in, or of a refresh of its tokens.
 *
 * @param state what the sign-in is known by.
 */
export const outcomePage = (site: Site, state: string, { requests, ...outcome }: Outcome): Html => {
  const { words } = site;
  const isSignedIn = 'user' in outcome;
  const isGood = !('error' in outcome);
  const title = isSignedIn
    ? words.outcome.signedIn
    : isGood
      ? words.outcome.refreshed
      : words.outcome.notSignedIn;

  return page(
    site,
    title,
    html`<hgroup class="${isGood ? 'good' : 'bad'}">
        <h1>${title}</h1>
        <p><a href="/">${words.page.backToPlayground}</a></p>
      </hgroup>
      <div class="grid">
        <div>
          ${isSignedIn ? userView(outcome.user, site) : ''}
          ${isGood && outcome.tokens ? tokensView(words, outcome.tokens, state) : ''}
          ${isGood ? '' : errorView(outcome.error, site)}
        </div>
        ${requestsView(
          words,
          requests.map(({ milliseconds, ...request }) => ({
            ...request,
            note: words.outcome.milliseconds(milliseconds.toFixed(0)),
          }))
        )}
      </div>`,
    state
  );
};

/** The browser came back to a sign-in that the playground does not know. */
export const unknownSignInPage = (site: Site): Html => {
  const { words } = site;

  return page(
    site,
    words.outcome.notSignedIn,
    html`<hgroup class="bad">
      <h1>${words.outcome.notSignedIn}</h1>
      <p>${words.outcome.unknownSignIn}</p>
      <p><a href="/">${words.page.backToPlayground}</a></p>
    </hgroup>`
  );
};
