import { createHash } from 'node:crypto';

import {
  ConnectorConfigFormItemType,
  type ConnectorConfigFormItem,
  type ConnectorMetadata,
  type SocialUserInfo,
  type TokenResponse,
} from '@logto/connector-kit';
import experiencePhrases from '@logto/phrases-experience';
import { html } from 'hono/html';

import { examples, type Example } from './examples.js';
import { isShown, valueOf, type Config, type FieldErrors } from './form.js';
import { type Outcome } from './logto.js';
import { type LoggedRequest } from './requests.js';
import { insideWechat, thisBrowser, type Simulation } from './simulation.js';
import { judge, type Verdict } from './verdict.js';
import { toVisible } from './wechat-views.js';
import { type App, type Person } from './wechat.js';

/** The playground's pages. `html` escapes whatever stands in them. */

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

type Html = ReturnType<typeof html>;

const phraseIn = (phrases: ConnectorMetadata['name'], language: string): string =>
  (phrases as Record<string, string | undefined>)[language] ?? phrases.en;

const isRightToLeft = (language: string): boolean => /^(?:ar|fa)/.test(language);

/** Attributes of an element whose text is in the sign-in page's language. */
const inLanguage = (language: string): Html =>
  html`lang="${language}" dir="${isRightToLeft(language) ? 'rtl' : 'ltr'}"`;

const options = (choices: readonly (readonly [value: string, title: string])[], chosen: unknown) =>
  choices.map(
    ([value, title]) =>
      html`<option value="${value}" ${value === chosen ? 'selected' : ''}>${title}</option>`
  );

const page = ({ metadata, simulation }: Site, title: string, content: Html): Html =>
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

// Settings

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number'
    ? String(value)
    : value === undefined
      ? ''
      : JSON.stringify(value, undefined, 2);

const inputOf = (field: ConnectorConfigFormItem, value: unknown, attributes: Html): Html => {
  const { key, placeholder = '', isConfidential } = field;

  switch (field.type) {
    case ConnectorConfigFormItemType.Switch: {
      return html`<input
        type="checkbox"
        role="switch"
        name="${key}"
        ${attributes}
        ${value === true ? 'checked' : ''}
      />`;
    }

    case ConnectorConfigFormItemType.Select: {
      const items = field.selectItems.map(({ value, title }) => [value, title] as const);
      const isBlankAllowed = !field.required && field.defaultValue === undefined;

      return html`<select name="${key}" ${attributes}>
        ${options(isBlankAllowed ? [['', placeholder || 'Not set'], ...items] : items, value)}
      </select>`;
    }

    case ConnectorConfigFormItemType.MultiSelect: {
      const chosen = Array.isArray(value) ? value : [];

      return html`<select multiple name="${key}" ${attributes}>
        ${field.selectItems.map(
          (item) =>
            html`<option value="${item.value}" ${chosen.includes(item.value) ? 'selected' : ''}>
              ${item.value}
            </option>`
        )}
      </select>`;
    }

    case ConnectorConfigFormItemType.MultilineText:
    case ConnectorConfigFormItemType.Json: {
      return html`<textarea name="${key}" rows="4" placeholder="${placeholder}" ${attributes}>
${text(value)}</textarea>`;
    }

    default: {
      return html`<input
        type="${isConfidential ? 'password' : field.type === ConnectorConfigFormItemType.Number ? 'number' : 'text'}"
        name="${key}"
        value="${text(value)}"
        placeholder="${placeholder}"
        autocomplete="off"
        spellcheck="false"
        ${attributes}
      />`;
    }
  }
};

const fieldView = (
  field: ConnectorConfigFormItem,
  fields: readonly ConnectorConfigFormItem[],
  { config, fixed }: Site,
  error?: string
): Html => {
  const { key, label, required, isConfidential, showConditions = [] } = field;
  const id = `setting-${key}`;
  const isFixed = fixed.includes(key);
  const hints = [field.description, field.tooltip, isFixed && 'Taken from the environment.'].filter(
    Boolean
  );
  const describedBy = [hints.length > 0 && `${id}-hint`, error && `${id}-error`].filter(Boolean);
  const attributes = html`id="${id}" aria-describedby="${describedBy.join(' ')}"
  ${required ? html`aria-required="true"` : ''} ${error ? html`aria-invalid="true" autofocus` : ''}
  ${isFixed ? 'disabled' : ''}`;

  return html`<div
    class="field ${field.type === ConnectorConfigFormItemType.Switch ? 'switch' : ''}"
    data-show-if="${JSON.stringify(showConditions)}"
    ${isShown(field, fields, config) ? '' : 'hidden'}
  >
    <label for="${id}">${label} ${required ? html`<span class="quiet">required</span>` : ''}</label>
    <div class="input">
      ${inputOf(field, isFixed && isConfidential ? '••••••••' : valueOf(field, config), attributes)}
      ${
        isConfidential && !isFixed
          ? html`<button type="button" data-reveals="${id}" aria-pressed="false" hidden>
              Show<span class="for-readers"> ${label}</span>
            </button>`
          : ''
      }
    </div>
    ${error ? html`<p class="error" id="${id}-error">${error}</p>` : ''}
    ${hints.length > 0 ? html`<p class="hint" id="${id}-hint">${hints.join(' ')}</p>` : ''}
  </div>`;
};

const describeApp = ({ name, kind, scopes, domain }: App, home: string): string =>
  [`${name}: ${kind}`, scopes.join(', '), domain === home ? '' : `callback domain ${domain}`]
    .filter(Boolean)
    .join(' · ');

const appChooser = ({ config, simulation }: Site): Html | string => {
  if (!simulation) {
    return '';
  }

  const { apps, domain } = simulation;

  return html`<form method="post" action="/app" class="row">
    <label for="app">Take App ID and secret of</label>
    <select id="app" name="appid">
      ${options(
        apps.map((app) => [app.appid, describeApp(app, domain)]),
        config.clientId
      )}
    </select>
    <button>Fill in</button>
  </form>`;
};

const settings = (
  site: Site,
  fields: readonly ConnectorConfigFormItem[],
  errors: FieldErrors,
  notice: string
): Html => {
  const others = Object.entries(errors).filter(([name]) => !fields.some(({ key }) => key === name));
  const hasErrors = Object.keys(errors).length > 0;

  return html`<section id="settings" class="card" aria-labelledby="settings-title">
    <h2 id="settings-title">Settings</h2>
    <p class="hint">What an admin sees in Logto’s Console.</p>
    ${appChooser(site)}
    <form method="post" action="/settings" novalidate data-settings>
      ${
        hasErrors
          ? html`<p class="error" role="alert">
              Not saved. ${others.map(([, error]) => error).join(' ') || 'See the fields below.'}
            </p>`
          : ''
      }
      ${fields.map((field) => fieldView(field, fields, site, errors[field.key]))}
      <p class="actions">
        <button class="primary">Save</button> <span role="status">${notice}</span>
      </p>
    </form>
  </section>`;
};

// Sign-in

const describePerson = ({
  nickname,
  headimgurl,
  hasUnionid,
  isRestricted,
  isSnapshot,
}: Person): string =>
  [
    toVisible(nickname),
    !headimgurl && 'no avatar',
    !hasUnionid && 'no unionid',
    /\p{Cc}/u.test(nickname) && 'control characters in the nickname',
    isRestricted && 'restricted by WeChat',
    isSnapshot && 'made up for a page in snapshot mode',
  ]
    .filter(Boolean)
    .join(' · ');

const wechatsSide = ({ people, faults, choices }: Simulation): Html =>
  html`<fieldset>
    <legend>On WeChat’s side</legend>
    <label for="person">Who scans the code</label>
    <select id="person" name="person">
      ${options(
        people.map((person) => [person.id, describePerson(person)]),
        choices.person
      )}
    </select>
    <label for="fault">What goes wrong</label>
    <select id="fault" name="fault">
      ${options(
        faults.map((fault) => [fault, fault]),
        choices.fault
      )}
    </select>
  </fieldset>`;

const clientChooser = ({ choices }: Simulation): Html =>
  html`<form method="post" action="/client" class="row">
    <label for="client">Page open in</label>
    <select id="client" name="client">
      ${options(
        [thisBrowser, insideWechat].map((client) => [client, client]),
        choices.client
      )}
    </select>
    <button>Switch<span class="for-readers"> browser</span></button>
  </form>`;

/** A language in its own words. */
const languageName = (tag: string): string =>
  new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;

const signIn = (
  { metadata, language, simulation }: Site,
  { state, authorizationUri }: { state: string; authorizationUri: string }
): Html => {
  const name = phraseIn(metadata.name, language);
  const { translation } =
    (experiencePhrases as Record<string, (typeof experiencePhrases)['en']>)[language] ??
    experiencePhrases.en;

  return html`<section id="sign-in" class="card" aria-labelledby="sign-in-title">
    <h2 id="sign-in-title">Sign-in</h2>
    <form method="post" action="/language" class="row">
      <label for="language">Language</label>
      <select id="language" name="language">
        ${options(
          Object.keys(metadata.name).map((tag) => [tag, languageName(tag)]),
          language
        )}
      </select>
      <button>Switch</button>
    </form>
    ${simulation ? clientChooser(simulation) : ''}
    <form method="post" action="/sign-in">
      <input type="hidden" name="state" value="${state}" />
      <div class="experience" ${inLanguage(language)}>
        <button class="social">
          <img src="${metadata.logo}" alt="" width="24" height="24" />
          ${translation.action.sign_in_with.replace('{{name}}', () => name)}
        </button>
        <p>${phraseIn(metadata.description, language)}</p>
      </div>
      ${simulation ? wechatsSide(simulation) : ''}
    </form>
    <h3>Authorization URL</h3>
    <p class="code" tabindex="0" aria-label="Authorization URL">${authorizationUri}</p>
    ${
      simulation
        ? html`<p class="hint">
            That is the real WeChat’s address, so here the button opens the same path and query at
            the stand-in on this machine.
          </p>`
        : ''
    }
  </section>`;
};

const exampleView = ({ title, answer, outcome }: Example, name: string): Html =>
  html`<li>
    <button name="example" value="${name}">
      ${title}
      <span class="quiet">${answer ? html`${answer} → ` : ''}<code>${outcome}</code></span>
    </button>
  </li>`;

const tryThis = (): Html =>
  html`<section id="try" class="card" aria-labelledby="try-title">
    <h2 id="try-title">Try this</h2>
    <p class="hint">
      One click sets it up and scans the code. The next one answers on the phone: Allow is 允许,
      Deny is 拒绝. What comes of it stands below each.
    </p>
    <form method="post" action="/try" class="examples">
      ${Object.entries(examples).map(
        ([group, list]) =>
          html`<div>
            <h3>${group}</h3>
            <ul>
              ${list.map((example) => exampleView(example, example.title))}
            </ul>
          </div>`
      )}
    </form>
  </section>`;

/**
 * Settings and sign-in.
 *
 * @param signIn one that the button begins.
 */
export const homePage = (
  site: Site,
  fields: readonly ConnectorConfigFormItem[],
  begun: { state: string; authorizationUri: string },
  { errors = {}, notice = '' }: { errors?: FieldErrors; notice?: string } = {}
): Html =>
  page(
    site,
    'Playground',
    html`<div class="intro">
        <h1>Sign in with WeChat, before Logto does</h1>
        <p>
          ${
            site.simulation
              ? 'The packed connector, loaded by Logto’s own loader, signs people in at a stand-in for WeChat. Nothing leaves this machine.'
              : 'The packed connector, loaded by Logto’s own loader, signs you in at the real WeChat, with the App ID and secret from the environment.'
          }
        </p>
      </div>
      <div class="columns">${settings(site, fields, errors, notice)} ${signIn(site, begun)}</div>
      ${site.simulation ? tryThis() : ''}`
  );

// The outcome

const json = (value: unknown): Html =>
  html`<pre class="code" tabindex="0">${JSON.stringify(value, undefined, 2)}</pre>`;

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
    <h3>What Logto stores</h3>
    ${json(user)}
    ${
      user.avatar && site.simulation
        ? html`<p class="hint">
            The picture above is drawn by the stand-in; the address is made up.
          </p>`
        : ''
    }
    <h3>Raw data</h3>
    ${json(rawData)}
  </section>`;

/** A token is a secret: what is seen of it only tells whether it is another one. */
const fingerprint = (token: string): string =>
  `*** (SHA-256 ${createHash('sha256').update(token).digest('hex').slice(0, 8)}…)`;

const tokensView = ({ access_token, refresh_token, ...rest }: TokenResponse, state: string): Html =>
  html`<section class="card" aria-labelledby="tokens-title">
    <h2 id="tokens-title">The tokens</h2>
    <p class="hint">What Logto keeps, encrypted, if token storage is switched on.</p>
    ${json({
      access_token: access_token && fingerprint(access_token),
      refresh_token: refresh_token && fingerprint(refresh_token),
      ...rest,
    })}
    <form method="post" action="/refresh">
      <input type="hidden" name="state" value="${state}" />
      <p class="actions"><button>Refresh the access token</button></p>
    </form>
  </section>`;

const verdictView = ({ code, status, sentence, advice, data }: Verdict, language: string): Html =>
  html`<section class="card" aria-labelledby="verdict-title">
    <h2 id="verdict-title">The error</h2>
    <h3>What the person reads</h3>
    <blockquote ${inLanguage(language)}>${sentence}</blockquote>
    <dl>
      <dt>Code</dt>
      <dd><code>${code}</code></dd>
      <dt>HTTP status of Logto’s answer</dt>
      <dd><code>${status}</code></dd>
    </dl>
    <h3>What an admin should do</h3>
    <p>${advice}</p>
    ${
      data === undefined
        ? ''
        : html`<h3>Data</h3>
            ${json(data)}`
    }
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
