import fc from 'fast-check';
import { expect, it } from 'vitest';

import { drive } from '../../playground/logto/drive.js';
import createConnector from '../../src/index.js';
import { code, config, secrets, tokenAnswer, userInfoAnswer } from '../support/answers.js';
import { outcomeOf } from '../support/outcome.js';
import { runs } from '../support/size.js';
import { json, withAnswers } from '../support/stub-fetch.js';
import { watchProcess } from '../support/watch.js';

/**
 * Answers made to cost as much as an answer can: the largest that the connector reads, full of what
 * searching, cutting and parsing stumble over. `outcomeOf` sees to the processor time.
 */

watchProcess(secrets);

const { signIn } = drive(createConnector);

/** The largest body that is read, but for the fields that have to be there. */
const room = 64 * 1024 - 1200;

const units = [
  ...[
    '?',
    '%',
    '&',
    '=',
    '/',
    '\\',
    '://',
    '?a ',
    '?a=',
    'https://a?b=',
    '%25',
    '**',
    ',',
    ' ',
    'a',
  ],
  ...[
    '，',
    '🌈',
    'e\u0301',
    '\u0301',
    '\u200D',
    '👩🏽‍🚀',
    '🇩🇪',
    '\u0000',
    '\u0085',
    '\uD83D',
    '{',
    '[',
  ],
  ...secrets,
];

/** A text that fills the room as JSON, a repetition at most broken by others. */
const heavyText = fc
  .tuple(fc.constantFrom(...units), fc.array(fc.constantFrom(...units), { maxLength: 3 }))
  .map(([unit, others]) => {
    const period = unit.repeat(8) + others.join('');
    const size = Buffer.byteLength(JSON.stringify(period)) - 2;

    return period.repeat(Math.floor(room / size));
  });

/** The heavy text as the value of a field, as names of fields, as many values, far inside. */
const heavyFields = fc
  .tuple(
    fc.constantFrom(
      ...[
        'errmsg',
        'errcode',
        'nickname',
        'headimgurl',
        'unionid',
        'openid',
        'scope',
        'expires_in',
      ],
      ...['access_token', 'refresh_token', 'is_snapshotuser', 'more']
    ),
    fc.constantFrom('text', 'names', 'items', 'deep'),
    heavyText
  )
  .map(([name, way, text]): object => {
    const pieces = text.match(/.{1,60}/gsu) ?? [];
    const some = pieces.slice(0, pieces.length / 2);

    switch (way) {
      case 'names': {
        return { [name]: Object.fromEntries(some.map((piece, index) => [`${index}${piece}`, 0])) };
      }

      case 'items': {
        return { [name]: some };
      }

      case 'deep': {
        return { [name]: JSON.parse(`${'['.repeat(3000)}${']'.repeat(3000)}`) as unknown };
      }

      default: {
        return { [name]: text };
      }
    }
  });

const { numRuns, ...options } = runs(100, 2000);

it(`no sign-in is much work for the processor, in ${numRuns} cases`, async () => {
  const results = { user: 0, error: 0 };

  await fc.assert(
    fc.asyncProperty(
      heavyFields,
      fc.constantFrom('token', 'userInfo'),
      fc.constantFrom(undefined, undefined, 40_029, 45_009, 99_999, -1),
      async (fields, call, errcode) => {
        const hostile = (answer: object) => json({ ...answer, errcode, ...fields });
        await withAnswers(
          {
            token: [call === 'token' ? hostile(tokenAnswer) : json(tokenAnswer)],
            userInfo: [call === 'userInfo' ? hostile(userInfoAnswer) : json(userInfoAnswer)],
          },
          async () => {
            const outcome = await outcomeOf(
              () => signIn(config, { code }),
              call === 'token' ? [config.clientSecret, code] : secrets
            );

            results['user' in outcome ? 'user' : 'error'] += 1;
          }
        );
      }
    ),
    { numRuns, ...options }
  );

  expect(results.user).toBeGreaterThan(numRuns / 20);
  expect(results.error).toBeGreaterThan(numRuns / 20);
}, 200_000);

it('a host name of many different characters is not read', async () => {
  // In order they would cost less.
  const characters = Array.from({ length: 20_900 }, (_, index) => index)
    .sort((one, other) => Math.sin(one ** 2) - Math.sin(other ** 2))
    .map((index) => String.fromCodePoint(0x4e00 + index));
  await withAnswers(
    {
      token: [json(tokenAnswer)],
      userInfo: [json({ ...userInfoAnswer, headimgurl: `https://${characters.join('')}` })],
    },
    async () => {
      const outcome = await outcomeOf(() => signIn(config, { code }), secrets);

      expect('user' in outcome && outcome.user.avatar).toBeUndefined();
    }
  );
});
