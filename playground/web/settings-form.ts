import { type ConnectorConfigFormItem, ConnectorConfigFormItemType } from '@logto/connector-kit';
import { html } from 'hono/html';

import { type FieldErrors, isShown, listFields, valueOf } from '../logto/form.js';
import type { Words } from '../words/en.js';
import { appChooser } from './choice-views.js';
import { type Html, options, type Site } from './layout.js';

/** The connector's settings, as Logto's Console shows them. */

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number'
    ? String(value)
    : value === undefined
      ? ''
      : JSON.stringify(value, undefined, 2);

const inputOf = (
  field: ConnectorConfigFormItem,
  value: unknown,
  attributes: Html,
  { settings }: Words
): Html => {
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
      const isBlankMissing =
        !field.required &&
        field.defaultValue === undefined &&
        !items.some(([value]) => value === '');

      return html`<select name="${key}" ${attributes}>
        ${options(isBlankMissing ? [['', placeholder || settings.notSet], ...items] : items, value)}
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
  { config, words }: Site,
  error?: string
): Html => {
  const { key, label, required, isConfidential, showConditions = [] } = field;
  const { settings } = words;
  const id = `setting-${key}`;
  const hint = [field.description, field.tooltip].filter(Boolean).join(' ');
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean);
  const attributes = html`id="${id}" lang="en" aria-describedby="${describedBy.join(' ')}"
  ${required ? html`aria-required="true"` : ''} ${error ? html`aria-invalid="true" autofocus` : ''}`;

  return html`<div
    class="field ${field.type === ConnectorConfigFormItemType.Switch ? 'switch' : ''}"
    data-show-if="${JSON.stringify(showConditions)}"
    ${isShown(field, fields, config) ? '' : 'hidden'}
  >
    <label for="${id}"
      ><span lang="en">${label}</span>
      ${required ? html`<span class="quiet">${settings.required}</span>` : ''}</label
    >
    <div class="input">
      ${inputOf(field, valueOf(field, config), attributes, words)}
      ${
        isConfidential
          ? html`<button
              type="button"
              data-reveals="${id}"
              aria-label="${settings.showField(label)}"
              aria-pressed="false"
              hidden
            >
              ${settings.show}
            </button>`
          : ''
      }
    </div>
    ${error ? html`<p class="error" id="${id}-error" lang="en">${error}</p>` : ''}
    ${hint ? html`<p class="hint" id="${id}-hint" lang="en">${hint}</p>` : ''}
  </div>`;
};

/** The form with what is stored, or with what was entered and is wrong. */
export const settingsForm = (site: Site, errors: FieldErrors, notice: string): Html => {
  const { metadata, words } = site;
  const fields = listFields(metadata);
  const hasErrors = Object.keys(errors).length > 0;
  const others = Object.entries(errors).filter(([name]) => !fields.some(({ key }) => key === name));

  return html`<section id="settings" class="card" aria-labelledby="settings-title">
    <h2 id="settings-title">${words.settings.heading}</h2>
    <p class="hint">${words.settings.hint}</p>
    ${appChooser(site)}
    <form id="settings-form" method="post" action="/settings" novalidate data-settings>
      ${hasErrors ? html`<p class="error" role="alert">${words.settings.notSaved}</p>` : ''}
      ${others.map(([, error]) => html`<p class="error" lang="en">${error}</p>`)}
      ${fields.map((field) => fieldView(field, fields, site, errors[field.key]))}
      <p class="actions">
        <button class="primary">${words.settings.save}</button>
        <span role="status">${notice}</span>
      </p>
    </form>
  </section>`;
};
