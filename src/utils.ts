import { ConnectorError, type ConnectorErrorCodes } from '@logto/connector-kit';
import snakecaseKeys from 'snakecase-keys';
import type { z } from 'zod';

/** Query parameters in camelCase. Those that are `undefined` are left out. */
export type Query = Readonly<Record<string, string | undefined>>;

/** An object whose fields may be empty, as one whose fields may be missing. */
type Filled<T> = { [Key in keyof T]: Exclude<T[Key], null | undefined> };

/**
 * The object without its keys that have no value: `undefined`, `null` or `""`. To Logto such a key
 * would overwrite the value that it kept.
 */
export const withoutEmpty = <T extends object>(object: T): Filled<T> =>
  Object.fromEntries(
    Object.entries(object).filter(([, value]) => (value ?? '') !== '')
  ) as Filled<T>;

/** The query string of a WeChat URL: names in snake_case, each value encoded once. */
export const buildQuery = (query: Query): string =>
  new URLSearchParams(snakecaseKeys(withoutEmpty(query))).toString();

/** The scopes in a text in which spaces or commas, Chinese ones too, stand between them. */
export const splitScopes = (scopes?: string | null): string[] => scopes?.match(/[^\s,，]+/g) ?? [];

/**
 * Reads what a zod guard asks for.
 *
 * @param code of the error if the value does not fit.
 * @param sentence what that means. The error adds the wrong fields to it, never a value.
 * @throws `ConnectorError`
 */
export const parseOrThrow = <T>(
  guard: z.ZodType<T, z.ZodTypeDef, unknown>,
  value: unknown,
  code: ConnectorErrorCodes,
  sentence: string
): T => {
  const { success, data, error } = guard.safeParse(value);

  if (success) {
    return data;
  }

  const issues = error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim());

  throw new ConnectorError(code, { errorDescription: `${sentence}: ${issues.join('; ')}` });
};

/** Text without control characters. Nicknames hold some. */
export const dropControls = (text: string): string => text.replaceAll(/\p{Cc}/gu, '');

/** Parses JSON, or gives nothing: the parser's own error would quote the text. */
export const parseJson = (text: string): unknown => {
  try {
    // WeChat writes control characters into JSON strings as they are, where JSON forbids them.
    // Between strings they mean nothing, so they can be dropped wherever they are.
    return JSON.parse(dropControls(text));
  } catch {
    return undefined;
  }
};
