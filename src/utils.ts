import { ConnectorError, type ConnectorErrorCodes } from '@logto/connector-kit';
import snakecaseKeys from 'snakecase-keys';
import type { z } from 'zod';

/** Query parameters in camelCase. Empty ones are left out. */
export type Query = Readonly<Record<string, string | undefined>>;

/** Leaves out the keys whose value is `undefined`, `null` or `""`. */
export const withoutEmpty = <T extends object>(
  object: T
): { [Key in keyof T]?: NonNullable<T[Key]> } =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => (value ?? '') !== '')) as T;

/** The query string of a WeChat URL: names in snake_case, values encoded. */
export const buildQuery = (query: Query): string =>
  new URLSearchParams(snakecaseKeys(withoutEmpty(query) as Record<string, string>)).toString();

/** A zod guard that reads a `T` from anything. */
export type Guard<T> = z.ZodType<T, z.ZodTypeDef, unknown>;

/**
 * Reads what a zod guard asks for.
 *
 * @param sentence what it means if the value does not fit.
 * @param details what else the error's data holds.
 * @throws `ConnectorError` of that code with the names of the wrong fields, never a value.
 */
export const parseOrThrow = <T>(
  guard: Guard<T>,
  value: unknown,
  code: ConnectorErrorCodes,
  sentence: string,
  details: object = {}
): T => {
  const { data, error } = guard.safeParse(value);

  if (error) {
    const issues = error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim());

    throw new ConnectorError(code, {
      errorDescription: `${sentence}: ${issues.join('; ')}`,
      ...details,
    });
  }

  return data;
};

/** Parses JSON, or gives nothing: the parser's own error would quote the text. */
export const parseJson = (text: string): unknown => {
  try {
    // WeChat writes control characters into JSON strings as they are, where JSON forbids them.
    // Outside of strings they are white space at most. So they can be dropped everywhere.
    return JSON.parse(text.replaceAll(/[\0-\x1F]/g, ''), (_, value: unknown) =>
      // PostgreSQL stores neither U+0000 nor half a surrogate pair.
      typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value
    );
  } catch {
    return undefined;
  }
};
