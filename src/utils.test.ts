import { ConnectorErrorCodes } from '@logto/connector-kit';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { buildQuery, parseJson, parseOrThrow, withoutEmpty } from './utils.js';

it('withoutEmpty keeps what has a value', () => {
  expect(withoutEmpty({ a: 'text', b: '', c: undefined, d: null, e: 0, f: false })).toStrictEqual({
    a: 'text',
    e: 0,
    f: false,
  });
});

it('buildQuery writes snake_case and encodes each value once', () => {
  expect(buildQuery({ redirectUri: 'https://a.b/?c=d&e=%2F', state: 'é +', lang: undefined })).toBe(
    'redirect_uri=https%3A%2F%2Fa.b%2F%3Fc%3Dd%26e%3D%252F&state=%C3%A9+%2B'
  );
});

describe('parseOrThrow', () => {
  const guard = z.object({ a: z.object({ b: z.string().trim() }), c: z.null() });
  const { General } = ConnectorErrorCodes;

  it('gives what the guard gives', () => {
    expect(parseOrThrow(guard, { a: { b: ' d ', e: 1 }, c: null }, General, 'Wrong')).toEqual({
      a: { b: 'd' },
      c: null,
    });
  });

  it.each([
    [
      { a: { b: 1 }, c: 'LEAK' },
      'a.b Expected string, received number; c Expected null, received string',
    ],
    ['LEAK', 'Expected object, received string'],
  ])('names what is wrong with %j', (value, words) => {
    for (const details of [undefined, { host: 'a' }]) {
      expect(() => parseOrThrow(guard, value, General, 'Wrong', details)).toThrow(
        expect.objectContaining({
          code: General,
          data: { errorDescription: `Wrong: ${words}`, ...details },
        }) as Error
      );
    }
  });
});

describe('parseJson', () => {
  it.each([
    ['control characters', '{\r\n\t"a": "To\u0000m\u0008\n \u001F"}', { a: 'Tom ' }],
    ['U+0000 and half surrogates', '{"a":["\\u0000b\\u0000", "\\ud83d"]}', { a: ['b', '\uFFFD'] }],
    ['U+0000 in the middle of a pair', '"\\ud83d\\u0000\\ude00"', '😀'],
    [
      'nothing else',
      '{"a": "🌈\\n", "b": [0, true, null, {}]}',
      { a: '🌈\n', b: [0, true, null, {}] },
    ],
  ])('takes out %s', (_, text, value) => {
    expect(parseJson(text)).toStrictEqual(value);
  });

  it.each(['', 'LEAK', '<html>', '{"a":"b', '{"a":1}{"a":1}'])('gives nothing for %j', (text) => {
    expect(parseJson(text)).toBeUndefined();
  });
});
