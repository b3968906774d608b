import fc from 'fast-check';
import { expect, it } from 'vitest';

import { drive } from '../../playground/logto/drive.js';
import createConnector from '../../src/index.js';
import { tokenAnswer, userInfoAnswer } from '../support/answers.js';
import { outcomeOf } from '../support/outcome.js';
import { runs } from '../support/runs.js';
import {
  type Answer,
  head,
  json,
  say,
  useScriptedWechat,
  withScript,
} from '../support/scripted-wechat.js';
import { watchProcess } from '../support/watch.js';

/**
 * Secrets of many kinds, and a WeChat that repeats them wherever it can: in an error, in a good answer,
 * in a header, in a redirect, in what is no HTTP. No error repeats them after it.
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

const inErrmsg =
  (errcode: number) =>
  (text: string): Answer =>
    json({ errcode, errmsg: `rid: ${text}`, more: text });

const echoes: Record<string, (text: string) => Answer> = {
  'bad code': inErrmsg(40_029),
  'bad token': inErrmsg(42_001),
  busy: inErrmsg(-1),
  unknown: inErrmsg(99_999),
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
  'no HTTP': (text) => say(`HTTP/1.1 OK ${text}\r\n\r\n`),
  'cut off': (text) => say(head('200 OK', 'content-length: 9999'), `{"${text}`),
};

const watched: string[] = [];

watchProcess(watched);
useScriptedWechat();

const { signIn, refresh } = drive(createConnector);

it('no secret comes out', async () => {
  const seen = new Set<string>();

  await fc.assert(
    fc.asyncProperty(
      secretsOf,
      fc.nat(),
      fc.constantFrom(...Object.keys(echoes), 'good'),
      fc.constantFrom('access_token', 'userinfo', 'refresh_token'),
      fc.boolean(),
      async (secrets, index, echo, call, isWhole) => {
        const { clientSecret, code, accessToken, refreshToken } = secrets;
        // What the call knows.
        const known = {
          access_token: [clientSecret, code],
          userinfo: [clientSecret, accessToken],
          refresh_token: [clientSecret, refreshToken],
        }[call];
        const text = isWhole ? known.join(' ') : (known[index % known.length] ?? '');
        const token = { ...tokenAnswer, access_token: accessToken, refresh_token: refreshToken };
        const settings = { clientId: 'wx3f9d0c7be1a85264', clientSecret };
        const good = { access_token: token, userinfo: userInfoAnswer, refresh_token: token };
        const script = {
          access_token: json(token),
          userinfo: json(userInfoAnswer),
          [call]: echoes[echo]?.(text) ?? json({ ...good[call], more: text }),
        };

        watched.splice(0, Infinity, ...watched.slice(-100), ...Object.values(secrets));

        await withScript(script, async () => {
          const outcome = await outcomeOf(async () => {
            if (call !== 'refresh_token') {
              return signIn(settings, { code });
            }

            await refresh(settings, refreshToken);

            return { id: 'of before' };
          }, known);

          seen.add('user' in outcome ? 'user' : outcome.error.code);
        });
      }
    ),
    runs(500, 8000)
  );

  expect(seen).toContain('user');
  expect(seen.size).toBeGreaterThan(4);
});
