import { createHash } from 'node:crypto';

import { type SocialUserInfo, type TokenResponse } from '@logto/connector-kit';
import { html } from 'hono/html';

import { inLanguage, page, type Html, type Site } from './layout.js';
import { type Outcome } from '../logto/sign-in.js';
import { type LoggedRequest } from '../network/requests.js';
import { judge, type Verdict } from '../logto/errors.js';

/** The playground's last page: who signed in, or why nobody did. */

/** It may scroll, and a keyboard can do that only where the focus is. */
const json = (label: string, value: unknown): Html =>
  html`<h3>${label}</h3>
    <pre class="code" role="region" aria-label="${label}" tabindex="0">
${JSON.stringify(value, undefined, 2)}</pre>`;

const requestView = ({
  method,
  host,
  path,
  query,
  status,
  failure,
  milliseconds,
}: LoggedRequest): Html =>
  html`<li>
    <p><strong>${method}</strong> <code>https://${host}${path}</code></p>
    <ul class="query">
      ${query.split('&').map((parameter) => html`<li><code>${parameter}</code></li>`)}
    </ul>
    <p>
      ${status ? html`<span class="badge ${status === 200 ? 'good' : 'bad'}">${status}</span>` : ''}
      ${failure ? html`<span class="badge bad">${failure}</span>` : ''} ${milliseconds.toFixed(0)}
      ms
    </p>
  </li>`;

const requestsView = (requests: readonly LoggedRequest[]): Html =>
  html`<section class="card" aria-labelledby="requests-title">
    <h2 id="requests-title">Requests to WeChat</h2>
    ${
      requests.length > 0
        ? html`<ol class="requests">
            ${requests.map(requestView)}
          </ol>`
        : html`<p>None was made.</p>`
    }
  </section>`;

/** WeChat's picture; one that the stand-in made up is at the stand-in. */
const pictureSource = (avatar: string, { simulation }: Site): string =>
  simulation ? new URL(avatar).pathname : avatar;

const userView = ({ rawData, ...user }: SocialUserInfo, site: Site): Html =>
  html`<section class="card" aria-labelledby="user-title">
    <h2 id="user-title">The user</h2>
    <div class="user">
      ${
        user.avatar
          ? html`<img
              src="${pictureSource(user.avatar, site)}"
              alt="Avatar"
              width="72"
              height="72"
              referrerpolicy="no-referrer"
            />`
          : html`<p class="no-avatar">no avatar</p>`
      }
      <p><strong>${user.name ?? 'No name'}</strong><br /><code>${user.id}</code></p>
    </div>
    ${json('What Logto stores', user)}
    ${
      user.avatar && site.simulation
        ? html`<p class="hint">
            The picture above is drawn by the stand-in; the address is made up.
          </p>`
        : ''
    }
    ${json('Raw data', rawData)}
  </section>`;

const verdictView = ({ code, status, sentence, advice, data }: Verdict, language: string): Html =>
  html`<section class="card" aria-labelledby="verdict-title">
    <h2 id="verdict-title">The error</h2>
    <h3>What the person reads</h3>
    <blockquote ${inLanguage(language)}>${sentence}</blockquote>
    <dl>
      <dt>Code</dt>
      <dd><code>${code}</code></dd>
      <dt>Logto’s HTTP status</dt>
      <dd><code>${status}</code></dd>
    </dl>
    <h3>What an admin should do</h3>
    <p>${advice}</p>
    ${data === undefined ? '' : json('Data', data)}
  </section>`;

/** A token is a secret: what is seen of it only tells whether it is another one. */
const fingerprint = (token: string): string =>
  `*** (SHA-256 ${createHash('sha256').update(token).digest('hex').slice(0, 8)}…)`;

const tokensView = ({ access_token, refresh_token, ...rest }: TokenResponse, state: string): Html =>
  html`<section class="card" aria-labelledby="tokens-title">
    <h2 id="tokens-title">The tokens</h2>
    ${json('What Logto keeps, encrypted, with token storage switched on', {
      access_token: access_token && fingerprint(access_token),
      refresh_token: refresh_token && fingerprint(refresh_token),
      ...rest,
    })}
    <form method="post" action="/refresh">
      <input type="hidden" name="state" value="${state}" />
      <p class="actions"><button>Refresh the access token</button></p>
    </form>
  </section>`;

/**
 * What came of a sign-in, or of a refresh of its tokens.
 *
 * @param state what the sign-in is known by.
 * @param home where the playground is: this page may have been reached by a tunnel.
 */
export const outcomePage = (
  site: Site,
  state: string,
  { requests, ...outcome }: Outcome,
  home = '/'
): Html => {
  const isSignedIn = 'user' in outcome;
  const isGood = !('error' in outcome);
  const title = isSignedIn ? 'Signed in' : isGood ? 'Refreshed' : 'Not signed in';

  return page(
    site,
    title,
    html`<div class="intro ${isGood ? 'good' : 'bad'}">
        <h1>${title}</h1>
        <p>
          <a href="${home}">Back to the playground</a>
          ${isSignedIn ? html`· <a href="">Use the same code again</a>, as a reload does` : ''}
        </p>
      </div>
      <div class="columns">
        <div>
          ${isSignedIn ? userView(outcome.user, site) : ''}
          ${isGood && outcome.tokens ? tokensView(outcome.tokens, state) : ''}
          ${isGood ? '' : verdictView(judge(outcome.error, site.language), site.language)}
        </div>
        ${requestsView(requests)}
      </div>`
  );
};

/** Somebody came back to a sign-in that the playground does not know. */
export const unknownSignInPage = (site: Site, home = '/'): Html =>
  page(
    site,
    'Not signed in',
    html`<div class="intro bad">
      <h1>Not signed in</h1>
      <p>
        No sign-in with this <code>state</code> was begun here since the playground started. Logto
        would turn it away too. <a href="${home}">Back to the playground</a>
      </p>
    </div>`
  );
