import { ConnectorErrorCodes } from '@logto/connector-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createSession, drive } from '../../playground/logto/drive.js';
import createConnector from '../../src/index.js';
import { accessToken, config, secrets, tokenAnswer, userInfoAnswer } from '../support/answers.js';
import { outcomeOf } from '../support/outcome.js';
import { expectNoSecret } from '../support/secrets.js';
import { runs } from '../support/size.js';
import { json, withAnswers } from '../support/stub-fetch.js';
import { watchProcess } from '../support/watch.js';

/** Whatever an admin stores and a browser brings back. */

watchProcess(secrets);

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

const anyScope = fc.oneof(
  anyText,
  fc.stringMatching(/^(?:snsapi_(?:base|userinfo|login)[\s,，]*){0,3}$/)
);

const nearlyConfig = fc.record(
  {
    clientId: fc.oneof({ weight: 4, arbitrary: anyText }, anyJson),
    clientSecret: fc.oneof({ weight: 4, arbitrary: anyText }, anyJson),
    scope: fc.oneof({ weight: 4, arbitrary: anyScope }, anyJson),
    lang: fc.oneof({ weight: 4, arbitrary: fc.constantFrom('cn', ' en ', '') }, anyJson),
    constructor: anyJson,
  },
  { requiredKeys: [] }
);

/** As the host has it from its database. */
const stored = fc
  .oneof(
    { weight: 8, arbitrary: nearlyConfig },
    { weight: 8, arbitrary: nearlyConfig.map((fields) => ({ ...config, ...fields })) },
    anyJson
  )
  .map((value) => JSON.stringify(value))
  .chain((text) =>
    // Also with a field `__proto__`, which is no field of these.
    fc.constantFrom(text, text.replace(/^\{/, `{"__proto__":${JSON.stringify(config)},`))
  )
  .map((text) => JSON.parse(text.replace(/,\}$/, '}')) as unknown);

const own = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;

/** What a text is for WeChat: a URL cannot hold half a surrogate pair. */
const inUrl = (text: string) => text.toWellFormed();

const scopesIn = (text: unknown) =>
  typeof text === 'string' ? (text.match(/[^\s,，]+/g) ?? []).map(inUrl) : [];

const isName = (scope: string) => /^[a-z_]+$/.test(scope);
const isText = (value: unknown) => typeof value === 'string' && value.trim() !== '';
const isBlank = (value: unknown) =>
  value === undefined || value === null || (typeof value === 'string' && !isText(value));

const isValid = (value: unknown) =>
  !Array.isArray(value) &&
  isText(own(value, 'clientId')) &&
  !/^\s*[\da-f]{32}\s*$/i.test(String(own(value, 'clientId'))) &&
  isText(own(value, 'clientSecret')) &&
  (isBlank(own(value, 'scope')) ||
    (isText(own(value, 'scope')) && scopesIn(own(value, 'scope')).every(isName))) &&
  (isBlank(own(value, 'lang')) || /^\s*(?:cn|en)\s*$/.test(String(own(value, 'lang'))));

/** The settings of both apps, each value in its own field. */
const bothApps = {
  ...config,
  scope: 'snsapi_userinfo',
  lang: 'en',
  officialAccountClientId: 'wxfedcba9876543210',
  officialAccountClientSecret: '6CB75F652A9B52798EB6CF2201057C73',
};

/** The same values in each other's fields: swapped, shifted by one, or anyhow. */
const misplaced = fc
  .tuple(
    fc.oneof(
      fc.shuffledSubarray(Object.values(bothApps), { minLength: Object.keys(bothApps).length }),
      fc.constantFrom(
        ...Object.values(bothApps).map((_, by, values) => [
          ...values.slice(by),
          ...values.slice(0, by),
        ])
      )
    ),
    fc.boolean()
  )
  .map(([values, isInAppSignInEnabled]) => ({
    ...Object.fromEntries(Object.keys(bothApps).map((key, index) => [key, values[index]])),
    isInAppSignInEnabled,
  }));

const count = (little: number, all: number) => {
  const { numRuns, ...options } = runs(little, all);

  return [numRuns, { numRuns, ...options }] as const;
};

describe('authorization URL', () => {
  const [numRuns, options] = count(400, 8000);

  it(`of ${numRuns} configurations and requests`, async () => {
    const results = { url: 0, error: 0 };

    await fc.assert(
      fc.asyncProperty(
        stored,
        fc.record({
          state: anyText,
          redirectUri: anyText,
          scope: fc.option(anyScope, { nil: undefined }),
        }),
        async (stored, request) => {
          const result = await authorize(stored, request).catch((error: unknown) => error);

          if (!isValid(stored)) {
            results.error += 1;
            expect(result).toMatchObject({ code: ConnectorErrorCodes.InvalidConfig });

            return;
          }

          results.url += 1;

          const { protocol, host, pathname, hash, username, searchParams } = new URL(
            String(result)
          );
          const scopes = [request.scope, own(stored, 'scope'), 'snsapi_userinfo'].map(scopesIn);
          const lang = own(stored, 'lang');

          expect([protocol, host, pathname, hash, username]).toEqual([
            'https:',
            'open.weixin.qq.com',
            '/connect/qrconnect',
            '',
            '',
          ]);
          expect([...searchParams]).toEqual(
            [
              ['appid', inUrl(String(own(stored, 'clientId')).trim())],
              ['redirect_uri', inUrl(request.redirectUri)],
              ['response_type', 'code'],
              ['scope', scopes.find(({ length }) => length > 0)?.join()],
              ['state', inUrl(request.state)],
              ...(String(lang).trim() === 'en' ? [['lang', 'en']] : []),
            ].filter(([, value]) => value !== '')
          );
        }
      ),
      options
    );

    expect(results).toEqual({
      url: expect.toSatisfy(Boolean) as number,
      error: expect.toSatisfy(Boolean) as number,
    });
  }, 100_000);
});

it('no App Secret gets into the authorization URL from a wrong field', async () => {
  const insideWechat = { headers: { userAgent: 'MicroMessenger' } };
  const results = { url: 0, error: 0 };

  await fc.assert(
    fc.asyncProperty(misplaced, async (stored) => {
      for (const request of [{}, insideWechat]) {
        const { setSession } = createSession();
        const result = await authorize(stored, request, setSession).catch(
          (error: unknown) => error
        );

        results[typeof result === 'string' ? 'url' : 'error'] += 1;
        expectNoSecret(result, [bothApps.clientSecret, bothApps.officialAccountClientSecret]);
      }
    }),
    runs(400, 4000)
  );

  expect(results).toEqual({
    url: expect.toSatisfy(Boolean) as number,
    error: expect.toSatisfy(Boolean) as number,
  });
});

describe('sign-in', () => {
  const [numRuns, options] = count(400, 8000);
  const callbacks = fc.oneof(
    fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withObjectString: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
    }),
    fc.dictionary(anyText, anyText),
    fc.record({ code: fc.oneof(anyText, anyJson) }),
    fc.record({ code: anyText, redirectUri: anyText }),
    // Up to a megabyte, which is what the host lets through.
    fc.oneof(fc.nat({ max: 1100 }), fc.constant(1_000_000)).map((length) => ({
      code: 'c'.repeat(length),
    })),
    anyText.map((code) => JSON.parse(`{"__proto__":{"code":${JSON.stringify(code)}}}`) as unknown)
  );

  it(`with ${numRuns} configurations and callbacks`, async () => {
    const results = { user: 0, error: 0 };

    await fc.assert(
      fc.asyncProperty(stored, callbacks, async (stored, callback) => {
        await withAnswers(
          {
            token: [json(tokenAnswer)],
            userInfo: [json(userInfoAnswer)],
          },
          async (requests) => {
            const outcome = await outcomeOf(async () => signIn(stored, callback), secrets);
            const sentCode = Array.isArray(callback) ? undefined : own(callback, 'code');

            if (typeof sentCode !== 'string' || sentCode === '' || sentCode.length > 512) {
              results.error += 1;
              expect(outcome).toMatchObject({
                error: { code: ConnectorErrorCodes.AuthorizationFailed },
              });
              expect(requests).toEqual([]);
            } else if (isValid(stored)) {
              results.user += 1;

              const scopes = scopesIn(own(stored, 'scope'));
              const hasUserInfo =
                scopes.length === 0 ||
                scopes.some((scope) => ['snsapi_userinfo', 'snsapi_login'].includes(scope));

              expect(outcome).toMatchObject({
                user: { id: hasUserInfo ? tokenAnswer.unionid : tokenAnswer.openid },
              });
              expect(requests.map(({ url }) => [...new URL(url).searchParams])).toEqual([
                [
                  ['appid', inUrl(String(own(stored, 'clientId')).trim())],
                  ['secret', inUrl(String(own(stored, 'clientSecret')).trim())],
                  ['code', inUrl(sentCode)],
                  ['grant_type', 'authorization_code'],
                ],
                ...(hasUserInfo
                  ? [
                      [
                        ['access_token', accessToken],
                        ['openid', tokenAnswer.openid],
                      ],
                    ]
                  : []),
              ]);
            } else {
              expect(outcome).toMatchObject({ error: { code: ConnectorErrorCodes.InvalidConfig } });
              expect(requests).toEqual([]);
            }
          }
        );
      }),
      options
    );

    expect(results).toEqual({
      user: expect.toSatisfy(Boolean) as number,
      error: expect.toSatisfy(Boolean) as number,
    });
  }, 100_000);
});
