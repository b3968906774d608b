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
  const guard = z.object({ a: z.object({ b: z.string().trim() }) });
  const { General } = ConnectorErrorCodes;

  it('gives what the guard gives', () => {
    expect(parseOrThrow(guard, { a: { b: ' c ', d: 1 } }, General, 'Wrong')).toEqual({
      a: { b: 'c' },
    });
  });

  it('names the wrong fields and the type that they should have', () => {
    expect(() => parseOrThrow(guard, { a: { b: 1 } }, General, 'Wrong')).toThrow(
      expect.objectContaining({
        code: General,
        data: { errorDescription: 'Wrong: a.b Expected string, received number' },
      }) as Error
    );
    expect(() =>
      parseOrThrow(z.object({ a: z.null(), b: z.null() }), {}, General, 'Wrong')
    ).toThrow(
      expect.objectContaining({
        data: { errorDescription: 'Wrong: a Required; b Required' },
      }) as Error
    );
    expect(() => parseOrThrow(guard, 'LEAK', General, 'Wrong', { host: 'a' })).toThrow(
      expect.objectContaining({
        data: { errorDescription: 'Wrong: Expected object, received string', host: 'a' },
      }) as Error
    );
  });
});

describe('parseJson', () => {
  it('reads past control characters wherever they stand', () => {
    expect(parseJson('{\r\n\t"nickname": "To\u0000m\u0008\n \u001F"}')).toEqual({
      nickname: 'Tom ',
    });
  });

  it.each(['', 'LEAK', '<html>', '{"a":"b', '{"a":1}{"a":1}'])('gives nothing for %j', (text) => {
    expect(parseJson(text)).toBeUndefined();
  });
});
