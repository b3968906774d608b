import type { ConnectorConfigFormItem } from '@logto/connector-kit';

import type { ConnectorFactory } from './install.js';

/** The settings form, as Logto's Console builds it from a connector's `formItems`. */

/** A connector's settings as Logto stores them, unchecked. */
export type Config = Readonly<Record<string, unknown>>;

/** What is wrong, by the key of the field. */
export type FieldErrors = Readonly<Record<string, string>>;

/** What the form of a connector that is added anew holds. */
export const defaultsOf = (fields: readonly ConnectorConfigFormItem[]): Config =>
  Object.fromEntries(fields.map(({ key, defaultValue }) => [key, defaultValue]));

/** Whether a field's `showConditions` are met by the values of other fields. */
export const isShown = (
  { showConditions = [] }: ConnectorConfigFormItem,
  config: Config
): boolean =>
  showConditions.every(({ targetKey, expectValue }) => config[targetKey] === expectValue);

/** The configuration that the Console would store. A field left blank is stored blank. */
export const readForm = (fields: readonly ConnectorConfigFormItem[], form: FormData): Config =>
  Object.fromEntries(fields.map(({ key }) => [key, form.get(key) ?? '']));

/** What the connector's own guard has against a configuration. */
export const findErrors = (
  { configGuard, metadata: { formItems = [] } }: ConnectorFactory,
  config: Config
): FieldErrors => {
  const { error } = configGuard.safeParse(config);

  return Object.fromEntries(
    (error?.issues ?? []).map(({ path: [key = ''], message }) => {
      const label = formItems.find((field) => field.key === key)?.label ?? key;

      return [key, `${label} ${message}`];
    })
  );
};
