import {
  ConnectorConfigFormItemType,
  type ConnectorConfigFormItem,
  type ConnectorMetadata,
} from '@logto/connector-kit';
import phrases, { builtInLanguageOptions, type LocalePhrase } from '@logto/phrases-experience';
import { html } from 'hono/html';

import { examples, type Example } from './examples.js';
import { isShown, listFields, valueOf, type FieldErrors } from '../logto/form.js';
import { inLanguage, page, type Html, type Site } from './layout.js';
import { insideWechat, thisBrowser, type Simulation } from './simulated.js';
import { toVisible } from '../wechat/views.js';
import { type App, type Person } from '../wechat/wechat.js';

/** The playground's first page: settings and sign-in. */

const options = (choices: readonly (readonly [value: string, title: string])[], chosen: unknown) =>
  choices.map(
    ([value, title]) =>
      html`<option value="${value}" ${value === chosen ? 'selected' : ''}>${title}</option>`
  );

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

const settings = (site: Site, errors: FieldErrors, notice: string): Html => {
  const fields = listFields(site.metadata);
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
  builtInLanguageOptions.find(({ value }) => value === tag)?.title ?? tag;

const phraseIn = (phrases: ConnectorMetadata['name'], language: string): string =>
  (phrases as Partial<Record<string, string>>)[language] ?? phrases.en;

const signIn = (
  { metadata, language, simulation }: Site,
  { state, authorizationUri }: { state: string; authorizationUri: string }
): Html => {
  const name = phraseIn(metadata.name, language);
  const { translation } =
    (phrases as Partial<Record<string, LocalePhrase>>)[language] ?? phrases.en;

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
    <p class="code">${authorizationUri}</p>
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

const exampleView = ({ title, answer, outcome }: Example): Html =>
  html`<li>
    <button name="example" value="${title}">
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
              ${list.map(exampleView)}
            </ul>
          </div>`
      )}
    </form>
  </section>`;

/**
 * Settings and sign-in.
 *
 * @param begun the sign-in that the button goes on with.
 */
export const homePage = (
  site: Site,
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
              ? 'The packed connector, loaded by Logto’s own loader, signs people in at a stand-in for WeChat. Nothing is sent to the real one.'
              : 'The packed connector, loaded by Logto’s own loader, signs you in at the real WeChat, with the App ID and secret from the environment.'
          }
        </p>
      </div>
      <div class="columns">${settings(site, errors, notice)} ${signIn(site, begun)}</div>
      ${site.simulation ? tryThis() : ''}`
  );
