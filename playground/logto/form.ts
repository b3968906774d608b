import {
  type ConnectorConfigFormItem,
  ConnectorConfigFormItemType,
  type ConnectorMetadata,
} from '@logto/connector-kit';

import type { ConnectorFactory } from './install.js';

/** The settings form, as Logto's Console builds it from a connector's `formItems`. */

/** A connector's settings as Logto stores them, unchecked. */
export type Config = Readonly<Record<string, unknown>>;

/** What is wrong, by the key of the field. */
export type FieldErrors = Readonly<Record<string, string>>;

/** What the form shows: some items are for Logto's own development. */
export const listFields = ({ formItems = [] }: ConnectorMetadata): ConnectorConfigFormItem[] =>
  formItems.filter(({ isDevFeature }) => !isDevFeature);

/** What a field holds before anything is stored for it. */
export const valueOf = ({ key, defaultValue }: ConnectorConfigFormItem, config: Config): unknown =>
  config[key] ?? defaultValue;

/** Whether a field's `showConditions` are met by the values of other fields. */
export const isShown = (
  { showConditions = [] }: ConnectorConfigFormItem,
  fields: readonly ConnectorConfigFormItem[],
  config: Config
): boolean =>
  showConditions.every(({ targetKey, expectValue }) => {
    const target = fields.find(({ key }) => key === targetKey);

    return target && valueOf(target, config) === expectValue;
  });

const readField = ({ key, type }: ConnectorConfigFormItem, form: FormData): unknown => {
  const entered = form.get(key);
  const text = typeof entered === 'string' ? entered : '';

  switch (type) {
    case ConnectorConfigFormItemType.Switch: {
      return form.has(key);
    }

    case ConnectorConfigFormItemType.MultiSelect: {
      return form.getAll(key);
    }

    case ConnectorConfigFormItemType.Number: {
      return text && Number(text);
    }

    case ConnectorConfigFormItemType.Json: {
      try {
        return JSON.parse(text || '{}') as unknown;
      } catch {
        return text;
      }
    }

    default: {
      return text;
    }
  }
};

/** The configuration that the Console would store. A field left blank is stored blank. */
export const readForm = (fields: readonly ConnectorConfigFormItem[], form: FormData): Config =>
  Object.fromEntries(fields.map((field) => [field.key, readField(field, form)]));

/** What the connector's own guard has against a configuration. */
export const findErrors = (
  { configGuard, metadata }: ConnectorFactory,
  config: Config
): FieldErrors => {
  const { error } = configGuard.safeParse(config);
  const fields = listFields(metadata);

  return Object.fromEntries(
    (error?.issues ?? []).map(({ path: [key = ''], message }) => {
      const label = fields.find((field) => field.key === key)?.label ?? key;

      return [key, `${label} ${message}`];
    })
  );
};
