import type { TokenResponse } from '@logto/connector-kit';
import { ConnectorErrorCodes, tokenResponseGuard } from '@logto/connector-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { drive } from '../../playground/logto/drive.js';
import createConnector from '../../src/index.js';
import { code, config, secrets, tokenAnswer, userInfoAnswer } from '../support/answers.js';
import { type Outcome, outcomeOf } from '../support/outcome.js';
import { runs } from '../support/size.js';
import { json, withAnswers } from '../support/stub-fetch.js';
import { watchProcess } from '../support/watch.js';

/** Who is signed in and what the host gets to keep, by answers that are well-formed but wrong. */

watchProcess(secrets);

const { signInForTokens } = drive(createConnector);

type Result = { outcome: Outcome; requests: number; tokens?: TokenResponse };

/** A sign-in in which these fields of settings and answers differ; `undefined` leaves one out. */
const signInWith = async (changes: {
  scope?: string | undefined;
  code?: string;
  token?: object;
  userInfo?: object;
}): Promise<Result> => {
  let tokens: TokenResponse | undefined;

  return withAnswers(
    {
      token: [json({ ...tokenAnswer, ...changes.token })],
      userInfo: [json({ ...userInfoAnswer, ...changes.userInfo })],
    },
    async (requests) => {
      const outcome = await outcomeOf(async () => {
        const result = await signInForTokens(
          { ...config, scope: changes.scope },
          { code: changes.code ?? code }
        );

        tokens = result?.tokenResponse;

        return result?.userInfo ?? { id: '' };
      }, secrets);

      return { outcome, requests: requests.length, tokens };
    }
  );
};

const failsWith = (code: ConnectorErrorCodes) => ({ error: { code } });

const { numRuns, ...options } = runs(100, 2000);

/** Checks the rule in so many generated cases, of which some must end in a user and some must not. */
const check = async <Case>(
  cases: fc.Arbitrary<Case>,
  rule: (generated: Case) => Promise<Result>
): Promise<void> => {
  const kinds = new Set<string>();

  await fc.assert(
    fc.asyncProperty(cases, async (generated) => {
      const { outcome } = await rule(generated);

      kinds.add('user' in outcome ? 'user' : 'error');
    }),
    { numRuns, ...options }
  );

  expect([...kinds].sort()).toEqual(['error', 'user']);
};

const scopes = fc
  .tuple(
    fc.subarray(['snsapi_base', 'snsapi_userinfo', 'snsapi_login', 'snsapi_friend']),
    fc.constantFrom(',', ' ', ', ', '，')
  )
  .map(([names, separator]) => names.join(separator));

const hasUserInfo = (scope: string) => /snsapi_(?:userinfo|login)/.test(scope);

describe('in all generated cases', () => {
  it('the configured scope decides what makes the id', async () => {
    await check(
      fc.record({
        configured: fc.option(scopes, { nil: undefined }),
        granted: fc.option(
          scopes.map((scope) => `${scope},`),
          { nil: undefined }
        ),
      }),
      async ({ configured, granted }) => {
        const result = await signInWith({ scope: configured, token: { scope: granted } });
        const { outcome, requests } = result;

        if (configured && !hasUserInfo(configured)) {
          expect(outcome).toMatchObject({ user: { id: tokenAnswer.openid } });
          expect(requests).toBe(1);
        } else if (granted?.replace(',', '') && !hasUserInfo(granted)) {
          expect(outcome).toMatchObject(failsWith(ConnectorErrorCodes.AuthorizationFailed));
          expect(requests).toBe(1);
        } else {
          expect(outcome).toMatchObject({ user: { id: tokenAnswer.unionid } });
          expect(requests).toBe(2);
        }

        return result;
      }
    );
  });

  it('a code of more than 512 characters asks for nothing', async () => {
    await check(
      fc.oneof(fc.integer({ min: 1, max: 1024 }), fc.constantFrom(512, 513, 1_000_000)),
      async (length) => {
        const result = await signInWith({ code: '码'.repeat(length) });

        expect(result.outcome).toMatchObject(
          length > 512
            ? failsWith(ConnectorErrorCodes.AuthorizationFailed)
            : { user: { id: tokenAnswer.unionid } }
        );
        expect(result.requests).toBe(length > 512 ? 0 : 2);

        return result;
      }
    );
  });

  it('the two answers are of one user', async () => {
    const unionids = fc.constantFrom(undefined, null, '', tokenAnswer.unionid, 'oSomebodyElse');

    await check(
      fc.record({
        openid: fc.oneof(
          { weight: 4, arbitrary: fc.constant<string | undefined>(tokenAnswer.openid) },
          fc.constantFrom(undefined, '', 'oSomebodyElse', tokenAnswer.openid.toLowerCase())
        ),
        first: unionids,
        second: unionids,
      }),
      async ({ openid, first, second }) => {
        const result = await signInWith({
          token: { unionid: first },
          userInfo: { openid, unionid: second },
        });
        const isOne = openid === tokenAnswer.openid && !(first && second && first !== second);

        expect(result.outcome).toMatchObject(
          isOne
            ? { user: { id: [first, second].find(Boolean) ?? tokenAnswer.openid } }
            : failsWith(ConnectorErrorCodes.InvalidResponse)
        );

        return result;
      }
    );
  });

  it('an id or a token that is too long is not cut', async () => {
    await check(
      fc.record({
        field: fc.constantFrom('openid', 'unionid', 'access_token', 'refresh_token'),
        length: fc.oneof(
          fc.integer({ min: 1, max: 1000 }),
          fc.constantFrom(128, 129, 512, 513, 60_000)
        ),
      }),
      async ({ field, length }) => {
        const text = 'o'.repeat(length);
        const result = await signInWith({
          token: { [field]: text },
          userInfo: field.endsWith('id') ? { [field]: text } : {},
        });

        if (length <= (field.endsWith('id') ? 128 : 512)) {
          expect(JSON.stringify([result.outcome, result.tokens])).toContain(`"${text}"`);
        } else {
          expect(result.outcome).toMatchObject(failsWith(ConnectorErrorCodes.InvalidResponse));
        }

        return result;
      }
    );
  });

  it('the tokens that a host keeps have a lifetime, and nothing but names for a scope', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.double(),
          fc.integer({ min: -10, max: 3_000_000 }),
          fc.constantFrom(0, 1, 2_592_000, 2_592_001, undefined, null, '7200', 'soon', {})
        ),
        fc.oneof(
          scopes,
          fc.string({ unit: 'binary' }),
          fc.constantFrom(...secrets, undefined, null, 7, ['snsapi_base'])
        ),
        async (lifetime, scope) => {
          const { tokens } = await signInWith({
            scope: 'snsapi_base',
            token: { expires_in: lifetime, scope },
          });
          const isPossible = typeof lifetime === 'number' && lifetime >= 1 && lifetime <= 2_592_000;

          // Strict: a key without a value would take from the host what it has kept.
          expect(tokenResponseGuard.parse(tokens)).toStrictEqual(tokens);
          expect(Object.values(tokens ?? {})).not.toContain(undefined);
          expect(tokens?.expires_in).toBe(isPossible ? lifetime : 7200);
          expect(tokens?.scope ?? 'none').toMatch(/^[a-z_]+(?:,[a-z_]+)*$/);
        }
      ),
      { numRuns, ...options }
    );
  });

  it('a name is cut between characters as users see them', async () => {
    const characters = ['a', '小', ' ', '\u0007', '🌈', '👩🏽‍🚀', '🇩🇪', 'e\u0301', '\u200D', '\uD83D'];

    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...characters), { maxLength: 300, size: 'max' }),
        async (written) => {
          const { outcome } = await signInWith({ userInfo: { nickname: written.join('') } });
          const { name = '' } = 'user' in outcome ? outcome.user : {};
          const whole = written
            .join('')
            .replaceAll(/\p{Cc}/gu, '')
            .toWellFormed()
            .trim();
          const ends = Array.from(
            new Intl.Segmenter().segment(whole),
            ({ index, segment }) => index + segment.length
          );
          const next = ends.find((end) => end > name.length && whole.slice(0, end).trim() !== name);

          expect(whole.startsWith(name)).toBe(true);
          expect([0, ...ends]).toContain(name.length);
          expect(Array.from(name).length).toBeLessThanOrEqual(128);
          // Nor is it shorter than it has to be.
          expect(Array.from(whole.slice(0, next)).length > 128).toBe(next !== undefined);
        }
      ),
      { numRuns, ...options }
    );
  });

  it('an avatar of more than 2,048 characters is left out', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.integer({ min: 30, max: 4000 }), fc.constantFrom(2048, 2049, 60_000)),
        async (length) => {
          const headimgurl = 'https://thirdwx.qlogo.cn/'.padEnd(length, '0');
          const { outcome } = await signInWith({ userInfo: { headimgurl } });

          expect('user' in outcome && outcome.user.avatar).toBe(
            length > 2048 ? undefined : headimgurl
          );
        }
      ),
      { numRuns, ...options }
    );
  });
});
