import { type ConnectorConfigFormItem, ConnectorConfigFormItemType } from '@logto/connector-kit';
import { html } from 'hono/html';

import { type FieldErrors, isShown } from '../logto/form.js';
import { offerChooser } from './choice-views.js';
import { headingOf, type Html, options, type Site } from './layout.js';

/** The connector's settings, as Logto's Console shows them. */

/** A select or a text field: the connector has no others. */
const inputOf = (field: ConnectorConfigFormItem, value: unknown, attributes: Html): Html => {
  const { key, placeholder = '', isConfidential } = field;

  return field.type === ConnectorConfigFormItemType.Select
    ? html`<select name="${key}" ${attributes}>
        ${options(
          field.selectItems.map(({ value, title }) => [value, title]),
          value
        )}
      </select>`
    : html`<input
        type="${isConfidential ? 'password' : 'text'}"
        name="${key}"
        value="${value}"
        placeholder="${placeholder}"
        autocomplete="off"
        spellcheck="false"
        ${attributes}
      />`;
};

const fieldView = (
  field: ConnectorConfigFormItem,
  { config, words }: Site,
  error?: string
): Html => {
  const { key, label, description: hint, required, isConfidential, showConditions = [] } = field;
  const { settings } = words;
  const id = `setting-${key}`;
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean);
  const attributes = html`id="${id}" lang="en" aria-describedby="${describedBy.join(' ')}"
  ${required ? html`aria-required="true"` : ''} ${error ? html`aria-invalid="true" autofocus` : ''}`;

  const input = inputOf(field, config[key], attributes);

  return html`<div
    data-show-if="${JSON.stringify(showConditions)}"
    ${isShown(field, config) ? '' : 'hidden'}
  >
    <label for="${id}"
      ><span lang="en">${label}</span> ${required ? `(${settings.required})` : ''}</label
    >
    ${
      isConfidential
        ? html`<fieldset role="group">
            ${input}
            <button
              class="outline secondary"
              type="button"
              data-reveals="${id}"
              aria-label="${settings.showField(label)}"
              aria-pressed="false"
              hidden
            >
              ${settings.show}
            </button>
          </fieldset>`
        : input
    }
    <small>
      ${error ? html`<strong class="bad" id="${id}-error" lang="en">${error}</strong><br />` : ''}
      ${hint ? html`<span id="${id}-hint" lang="en">${hint}</span>` : ''}
    </small>
  </div>`;
};

/** The form with what is stored, or with what was entered and is wrong. */
export const settingsForm = (site: Site, errors: FieldErrors, notice: string): Html => {
  const { metadata, words } = site;
  const { formItems: fields = [] } = metadata;
  const hasErrors = Object.keys(errors).length > 0;
  const others = Object.entries(errors).filter(([name]) => !fields.some(({ key }) => key === name));

  return html`<article id="settings" aria-labelledby="settings-title">
    ${headingOf('settings', words.settings.heading, words.settings.hint)} ${offerChooser(site)}
    <form id="settings-form" method="post" action="/settings" novalidate data-settings>
      ${hasErrors ? html`<p class="bad" role="alert">${words.settings.notSaved}</p>` : ''}
      ${others.map(([, error]) => html`<p class="bad" lang="en">${error}</p>`)}
      ${fields.map((field) => fieldView(field, site, errors[field.key]))}
      <button>${words.settings.save}</button>
      <span class="good" role="status">${notice}</span>
    </form>
  </article>`;
};
