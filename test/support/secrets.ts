import { inspect } from 'node:util';

import { expect } from 'vitest';

/** A secret as it is, and as it stands in a URL. */
const spellings = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret.toWellFormed()),
  new URLSearchParams({ secret }).toString().replace('secret=', ''),
];

const whole = { depth: Infinity, showHidden: true, maxStringLength: null, maxArrayLength: null };

/** The value and what hangs on it, at any depth, each once. */
const everythingIn = (value: unknown, seen = new Set<unknown>()): unknown[] => {
  if (seen.has(value)) {
    return [];
  }

  seen.add(value);

  return typeof value === 'object' && value !== null
    ? [
        value,
        ...Reflect.ownKeys(value).flatMap((key) => [
          key,
          ...everythingIn(Reflect.get(value, key), seen),
        ]),
      ]
    : [value];
};

/** All that a log or an answer could show of it. */
export const searchable = (value: unknown): string =>
  [
    inspect(value, whole),
    JSON.stringify(value),
    ...everythingIn(value).map((part) =>
      part instanceof Error ? `${String(part)} ${part.stack ?? ''}` : inspect(part, whole)
    ),
    ...everythingIn(value).filter((part) => typeof part === 'string'),
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
