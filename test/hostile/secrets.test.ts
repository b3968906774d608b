import fc from 'fast-check';
import { expect, it } from 'vitest';

import { drive } from '../../playground/logto/drive.js';
import createConnector from '../../src/index.js';
import { tokenAnswer, userInfoAnswer } from '../support/answers.js';
import { outcomeOf } from '../support/outcome.js';
import { expectNoSecret } from '../support/secrets.js';
import { runs } from '../support/size.js';
import { type Answer, json, withAnswers } from '../support/stub-fetch.js';
import { watchProcess } from '../support/watch.js';

/**
 * Secrets of many kinds, and a WeChat that repeats them wherever it can: in an error, in a good answer,
 * in a header, in a redirect, in the error of a broken connection. No error repeats them after it.
 */

/** No two are alike, and each is marked: no other text is mistaken for one. */
const marked = (mark: string, unit: 'binary' | 'grapheme' = 'grapheme') =>
  fc
    .oneof(
      fc.string({ unit, minLength: 1, maxLength: 30 }),
      fc.stringMatching(/^[\w+/=%&?#'"<>() ~!*.-]{1,40}$/),
      // As long as may be.
      fc.constantFrom('a', '%', '?', '🌈').map((text) => text.repeat(490 / text.length))
    )
    .map((text) => `${mark}-${text}-${mark}`);

const secretsOf = fc.record({
  clientSecret: marked('SECRET'),
  code: marked('CODE', 'binary'), // A browser can bring anything.
  accessToken: marked('ACCESS'),
  refreshToken: marked('REFRESH'),
});

type Echo = (text: string) => Answer;

const inErrmsg =
  (errcode: number): Echo =>
  (text) =>
    json({ errcode, errmsg: `rid: ${text}`, more: text });

const echoes: Record<string, Echo> = {
  'bad code': inErrmsg(40_029),
  'bad secret': inErrmsg(40_125),
  'bad token': inErrmsg(42_001),
  quota: inErrmsg(45_009),
  restricted: inErrmsg(50_002),
  busy: inErrmsg(-1),
  unknown: inErrmsg(99_999),
  'at the cut': (text) => json({ errcode: 99_999, errmsg: `${'x'.repeat(190)}${text}` }),
  text: (text) => () => new Response(text),
  'text in braces': (text) => () => new Response(`{"${text}`),
  'wrong types': (text) =>
    json({ access_token: [text], openid: { [text]: text }, unionid: [text] }),
  'wrong id': (text) => json({ ...tokenAnswer, openid: text.repeat(20) }),
  'wrong errcode': (text) => json({ errcode: text, errmsg: text }),
  'HTTP error': (text) => () => new Response(text, { status: 500 }),
  redirect: (text) => () =>
    new Response(text, {
      status: 302,
      headers: { location: `https://example.com/?${encodeURIComponent(text)}` },
    }),
  'broken connection': (text) => (url) =>
    new TypeError(`fetch failed ${text}`, {
      cause: Object.assign(new Error(`${url.href} ${text}`), { code: 'ECONNRESET', url, text }),
    }),
};

/** Tokens where none belong. */
const inAnswer = (answer: object, text: string): Answer =>
  json({
    access_token: text,
    refresh_token: text,
    ...answer,
    more: [{ access_token: text, refresh_token: { access_token: text } }],
  });

const watched: string[] = [];

watchProcess(watched);

const { signIn } = drive(createConnector);

const { numRuns, ...options } = runs(500, 8000);

it(`no secret comes out in ${numRuns} cases`, async () => {
  const results = { user: 0, error: 0 };

  await fc.assert(
    fc.asyncProperty(
      secretsOf,
      fc.nat(),
      fc.constantFrom(...Object.keys(echoes), 'good'),
      fc.constantFrom('token', 'userInfo'),
      fc.constantFrom('snsapi_base', 'snsapi_userinfo'),
      fc.boolean(),
      async (secrets, index, echo, call, scope, isWhole) => {
        const { clientSecret, code, accessToken, refreshToken } = secrets;
        // Until the token call is over there are no tokens to know.
        const known = call === 'token' ? [clientSecret, code] : Object.values(secrets);
        const text = isWhole ? known.join(' ') : (known[index % known.length] ?? '');
        const token = {
          ...tokenAnswer,
          access_token: accessToken,
          refresh_token: refreshToken,
          scope,
        };
        const hostile = (answer: object) => echoes[echo]?.(text) ?? inAnswer(answer, text);
        watched.splice(0, Infinity, ...watched.slice(-100), ...Object.values(secrets));

        await withAnswers(
          {
            token: [call === 'token' ? hostile(token) : json(token)],
            userInfo: [call === 'userInfo' ? hostile(userInfoAnswer) : json(userInfoAnswer)],
          },
          async () => {
            const outcome = await outcomeOf(
              () => signIn({ clientId: 'wx3f9d0c7be1a85264', clientSecret, scope }, { code }),
              // As sent, and as it looks once control characters are gone.
              known.flatMap((secret) => [secret, secret.replaceAll(/\p{Cc}/gu, '')])
            );

            if ('user' in outcome) {
              // The tokens were nowhere but in the fields that are theirs.
              expectNoSecret(outcome.user, Object.values(secrets));
            }

            results['user' in outcome ? 'user' : 'error'] += 1;
          }
        );
      }
    ),
    { numRuns, ...options }
  );

  expect(results.user).toBeGreaterThan(numRuns / 20);
  expect(results.error).toBeGreaterThan(numRuns / 20);
}, 100_000);

/** A secret, a code that shares some of its characters, and words in which the two overlap by these. */
const overlapping = fc
  .tuple(
    fc.stringMatching(/^[\da-f]{32}$/),
    fc.stringMatching(/^[\w-]{0,60}$/),
    fc.nat({ max: 32 })
  )
  .chain(([secret, rest, shared]) =>
    fc.constantFrom(
      { secret, code: rest + secret.slice(0, shared), words: rest + secret },
      { secret, code: secret.slice(-shared) + rest, words: secret + rest },
      { secret, code: secret.slice(shared / 2, shared), words: secret }
    )
  )
  .filter(({ code }) => code.length >= 8);

it('no part of a secret comes out where a code overlaps it', async () => {
  await fc.assert(
    fc.asyncProperty(overlapping, async ({ secret, code, words }) => {
      watched.splice(0, Infinity, ...watched.slice(-100), secret);

      await withAnswers({ token: [inErrmsg(40_029)(words)], userInfo: [] }, async () => {
        const outcome = await outcomeOf(
          () => signIn({ clientId: 'wx3f9d0c7be1a85264', clientSecret: secret }, { code }),
          [secret]
        );

        expect(outcome).toMatchObject({
          error: { data: { errmsg: `rid: ${'*'.repeat(words.length)}` } },
        });
      });
    }),
    { numRuns, ...options }
  );
}, 100_000);
