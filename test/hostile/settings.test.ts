import { ConnectorError } from '@logto/connector-kit';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { createSession, drive } from '../../playground/logto/drive.js';
import createConnector from '../../src/index.js';
import { bothConfig, secrets } from '../support/answers.js';
import { outcomeOf } from '../support/outcome.js';
import { runs } from '../support/runs.js';
import { useScriptedWechat, withScript } from '../support/scripted-wechat.js';
import { expectNoSecret } from '../support/secrets.js';
import { watchProcess } from '../support/watch.js';

/** Whatever an admin stores and a browser brings: an address or a user, or an error of the kit. */

watchProcess(secrets);
useScriptedWechat();

const { authorize, signIn } = drive(createConnector);

/** Any string that JavaScript can hold, halves of surrogate pairs and all. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.integer({ max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.stringMatching(/^[&=?#%+,;/\\\s"'<>]{1,20}$/),
  fc.constantFrom('__proto__', 'constructor', 'toString', '%00', '\r\nx: y', '#wechat_redirect')
);
const anyJson = fc.jsonValue({ stringUnit: 'binary' });
const anyScope = fc.stringMatching(/^(?:snsapi_(?:base|userinfo|login)[\s,，]*){0,3}$/);

/** As the host has it from its database: the settings, or anything. */
const stored = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .dictionary(
        fc.constantFrom(...Object.keys(bothConfig), 'scope', 'lang', 'constructor'),
        fc.oneof(anyText, anyScope, anyJson),
        { maxKeys: 3 }
      )
      .map((fields) => ({ ...bothConfig, ...fields })),
  },
  // The same values, each perhaps in the field of another.
  {
    weight: 2,
    arbitrary: fc
      .shuffledSubarray(Object.values(bothConfig), { minLength: Object.keys(bothConfig).length })
      .map((values) =>
        Object.fromEntries(Object.keys(bothConfig).map((key, index) => [key, values[index]]))
      ),
  },
  anyJson
);

/** What came of the cases so far. The generator would be worth little if it always was the same. */
const seen = new Set<string>();

beforeEach(() => {
  seen.clear();
});

afterEach(() => {
  expect(seen.size).toBeGreaterThan(1);
});

it('an address holds what was asked for, and no secret', async () => {
  const requests = fc.record({
    state: anyText,
    redirectUri: anyText,
    scope: fc.option(fc.oneof(anyText, anyScope), { nil: undefined }),
    headers: fc.constantFrom({}, { userAgent: 'Mozilla/5.0 MicroMessenger' }),
  });

  await fc.assert(
    fc.asyncProperty(stored, requests, async (settings, request) => {
      const { setSession } = createSession();
      const result = await authorize(settings, request, setSession).catch(
        (error: unknown) => error
      );

      expectNoSecret(result, secrets);

      if (typeof result !== 'string') {
        seen.add('error');
        expect(result).toBeInstanceOf(ConnectorError);

        return;
      }

      const { origin, pathname, hash, searchParams } = new URL(result);

      seen.add(pathname);
      expect(`${origin}${pathname}${hash}`).toMatch(
        /^https:\/\/open\.weixin\.qq\.com\/connect\/(?:qrconnect|oauth2\/authorize#wechat_redirect)$/
      );
      // A URL cannot hold half a surrogate pair.
      expect(searchParams.get('state') ?? '').toBe(request.state.toWellFormed());
      expect(searchParams.get('redirect_uri') ?? '').toBe(request.redirectUri.toWellFormed());
    }),
    runs(400, 8000)
  );
});

it('a callback ends in a user or an error', async () => {
  const callbacks = fc.oneof(
    fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
    fc.dictionary(anyText, anyText),
    fc.record({ code: fc.oneof(anyText, anyJson), redirectUri: anyText }),
    // Up to a megabyte, which is what the host lets through.
    fc.constantFrom(512, 513, 1_000_000).map((length) => ({ code: 'c'.repeat(length) }))
  );

  await fc.assert(
    fc.asyncProperty(stored, callbacks, async (settings, callback) =>
      withScript({}, async ({ requests }) => {
        const outcome = await outcomeOf(async () => signIn(settings, callback), secrets);

        seen.add('user' in outcome ? 'user' : outcome.error.code);
        // WeChat is asked for everybody who is let in, and for no code that is longer than its own.
        expect(requests.length >= 1 || 'error' in outcome).toBe(true);
        expect(
          requests.filter(({ searchParams }) => (searchParams.get('code') ?? '').length > 512)
        ).toEqual([]);
      })
    ),
    runs(400, 8000)
  );
});
