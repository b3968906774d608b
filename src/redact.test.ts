import { expect, it } from 'vitest';

import { redact } from './redact.js';

const secret = '1c8bfe8f801d79745c4631d09fff36c8';
const stars = '*'.repeat(secret.length);

it('leaves an ordinary message as it is', () => {
  expect(redact('invalid code, rid: 6-7', [secret])).toBe('invalid code, rid: 6-7');
});

it('replaces each secret wherever it is', () => {
  expect(redact(`${secret} or ${secret}: no, another`, [secret, 'another!', 'another'])).toBe(
    `${stars} or ${stars}: no, another`
  );
  expect(redact('is another! good', [secret, 'another!'])).toBe('is ******** good');
  // The whole of one that begins with another one
  expect(redact('is 86_abcdefghTHEREST', ['86_abcdefgh', '86_abcdefghTHEREST'])).toMatch(
    /^is \*+$/
  );
});

it.each([
  [`${'C'.repeat(40)}1c8b`, `${'C'.repeat(40)}${secret}`],
  [`36c8${'C'.repeat(40)}`, `${secret}${'C'.repeat(40)}`],
  ['d79745c4', secret],
])('replaces the whole of a secret that the code %s overlaps', (code, words) => {
  for (const secrets of [
    [secret, code],
    [code, secret],
  ]) {
    expect(redact(`${words} 1c8bfe`, secrets)).toBe(`${'*'.repeat(words.length)} 1c8bfe`);
  }
});

it('replaces a secret that overlaps itself', () => {
  expect(redact('abcabcabcabca', ['abcabcabca'])).toBe('*'.repeat(13));
});

it('leaves words that are as short as a wrong code may be', () => {
  expect(redact('invalid, invalid8', ['invalid', ''])).toBe('invalid, invalid8');
  expect(redact('invalid, invalid8', ['invalid8'])).toBe('invalid, ********');
});

it('cuts at 200 characters, and never through a surrogate pair', () => {
  expect(redact('错'.repeat(300), [])).toBe('错'.repeat(200));
  expect(redact('?a '.repeat(100), [])).toMatch(/^(?:\?\*\*\* ){40}$/);
  expect(redact(`${'x'.repeat(199)}🌈`, [])).toBe(`${'x'.repeat(199)}\uFFFD`);
});

it.each([
  ['crosses the cut', `${'x'.repeat(190)}${secret}`],
  ['comes after many others', `${secret.repeat(6)}${'y'.repeat(5)}${secret}`],
  ['comes after what is dropped', `${'\u0001'.repeat(600)}${'x'.repeat(190)}${secret}`],
  ['is as long as secrets can be', `${'x'.repeat(199)}${'s'.repeat(512)}`],
])('shows no part of a secret that %s', (_, errmsg) => {
  const text = redact(errmsg, [secret, 's'.repeat(512)]);

  expect(text).toMatch(/^[xy*]{200}$/);
});

it('shows nothing from beyond the cut in the place of a long query', () => {
  expect(redact(`?${'q'.repeat(600)} ${'x'.repeat(94)}${secret}`, [secret])).toBe('?***');
});

it('finds a secret in which control characters stand', () => {
  expect(redact(Array.from(secret).join('\u0085'), [secret])).toBe(stars);
  expect(redact(secret, [Array.from(secret).join('\u0001')])).toBe(stars);
});

it.each([
  [
    'see https://wx.example.com/help?a=b&c=d for help',
    'see https://wx.example.com/help?*** for help',
  ],
  ['see HTTP://wx.example.com/help?plain', 'see HTTP://wx.example.com/help?***'],
  ['a path /help?a=b', 'a path /help?***'],
  ['really? yes=no', 'really? yes=no'],
])('drops the query of %j', (errmsg, expected) => {
  expect(redact(errmsg, [])).toBe(expected);
});
