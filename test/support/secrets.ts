import { inspect } from 'node:util';

import { expect } from 'vitest';

/** A secret as it is, and as it stands in a URL. */
const spellings = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret.toWellFormed()),
  new URLSearchParams({ secret }).toString().replace('secret=', ''),
];

/** The strings in a value, keys included, at any depth. An error's message and stack are among them. */
const stringsIn = (value: unknown, seen = new Set<unknown>()): string[] => {
  if (typeof value === 'string') {
    return [value];
  }

  if (typeof value !== 'object' || value === null || seen.has(value)) {
    return [];
  }

  seen.add(value);

  return Reflect.ownKeys(value).flatMap((key) => [
    String(key),
    ...stringsIn(Reflect.get(value, key), seen),
  ]);
};

/** All that a log or an answer could show of it. */
export const searchable = (value: unknown): string =>
  [
    inspect(value, {
      depth: Infinity,
      showHidden: true,
      maxStringLength: null,
      maxArrayLength: null,
    }),
    ...stringsIn(value),
  ].join('\n');

/** @param secrets of at least 8 characters: the connector takes shorter ones for ordinary words. */
export const expectNoSecret = (value: unknown, secrets: readonly string[]): void => {
  const text = searchable(value);

  for (const secret of secrets) {
    const found = spellings(secret).find((spelling) => text.includes(spelling));

    if (found !== undefined) {
      const index = text.indexOf(found);

      expect.fail(`A secret came out: …${text.slice(Math.max(index - 80, 0), index + 80)}…`);
    }
  }
};
