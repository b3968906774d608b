import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { drive } from '../../playground/logto/drive.js';
import createConnector from '../../src/index.js';
import { code, config, secrets, tokenAnswer, userInfoAnswer } from '../support/answers.js';
import { outcomeOf } from '../support/outcome.js';
import { runs } from '../support/size.js';
import { type Answer, json, withAnswers } from '../support/stub-fetch.js';
import { resources, resourcesSince, watchProcess } from '../support/watch.js';

/** Whatever WeChat answers: a user, or an error that the host knows. */

watchProcess(secrets);

const { signIn } = drive(createConnector);

const encoder = new TextEncoder();

/** Text with what breaks programs: controls, halves of surrogate pairs, names of `Object.prototype`. */
const oddText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.integer({ max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
  fc.constantFrom('__proto__', 'constructor', 'toJSON', 'then', '', ' ', '\0', '0', '-1'),
  fc.constantFrom(...secrets).map((secret) => `rid: ${secret}`),
  fc.constantFrom('?', '%', '/', '\\', '🌈').map((text) => text.repeat(20_000))
);

const oddNumber = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, -1, 40_001, 40_029, 40_125, 42_001, 45_009, 50_001, 2 ** 53, 1e300)
);

const nested = fc
  .tuple(fc.constantFrom('[]', '{"a":}', '{"__proto__":}'), fc.integer({ min: 1, max: 6000 }))
  .map(([[open, ...rest], depth]) => {
    const [close, start] = [rest.pop() ?? '', [open, ...rest].join('')];

    return `${start.repeat(depth)}1${close.repeat(depth)}`;
  });

const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  // The last one throws where a program makes a number or a text of it.
  fc.constantFrom(null, undefined, true, false, [], {}, { toString: 1 }),
  oddText,
  oddNumber,
  oddNumber.map(String),
  fc.jsonValue({ stringUnit: 'binary' })
);

/** Something much like the real answer: fields dropped, retyped, doubled, added. */
const nearMiss = (answer: object): fc.Arbitrary<string> => {
  const names = [...Object.keys(answer), 'errcode', 'errmsg', '__proto__', 'is_snapshotuser'];
  const field = fc.tuple(
    fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...names) }, oddText),
    oddValue
  );

  return fc
    .tuple(fc.subarray(Object.entries(answer)), fc.array(field, { maxLength: 4 }), fc.boolean())
    .map(([dropped, changed, isComplete]) => {
      const kept = Object.entries(answer).filter((entry) => isComplete || !dropped.includes(entry));

      // Joined by hand: an object would have each name once.
      return `{${[...kept, ...changed]
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
        .join()}}`;
    });
};

const oneByteChanged = (answer: object): fc.Arbitrary<Uint8Array> => {
  const bytes = encoder.encode(JSON.stringify(answer));

  return fc
    .tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 }))
    .map(([index, byte]) => bytes.with(index, byte));
};

const bodies = (answer: object): fc.Arbitrary<Uint8Array> => {
  const text = JSON.stringify(answer);

  return fc.oneof(
    { weight: 6, arbitrary: nearMiss(answer).map((body) => encoder.encode(body)) },
    { weight: 3, arbitrary: oneByteChanged(answer) },
    fc.uint8Array({ maxLength: 3000 }),
    fc.json({ stringUnit: 'binary' }).map((body) => encoder.encode(body)),
    nested.map((body) => encoder.encode(body)),
    nested.map((body) => encoder.encode(text.replace(/\}$/, `,"more":${body}}`))),
    // Cut off, though the connection says that this is all.
    fc.nat({ max: text.length }).map((end) => encoder.encode(text.slice(0, end))),
    // Invalid UTF-8 in the middle, a byte-order mark before.
    fc
      .tuple(fc.nat({ max: text.length }), fc.constantFrom([0xff], [0xc3], [0xed, 0xa0, 0x80], [0]))
      .map(([index, bytes]) =>
        Uint8Array.from([
          ...encoder.encode(text.slice(0, index)),
          ...bytes,
          ...encoder.encode(text.slice(index)),
        ])
      ),
    fc.constantFrom(
      encoder.encode(`\uFEFF${text}`),
      new Uint8Array(Buffer.from(`\uFEFF${text}`, 'utf16le')),
      encoder.encode(`callback(${text})`),
      encoder.encode(`${text}${text}`)
    ),
    // Around the size at which the connector gives up, and far above.
    fc
      .oneof(fc.integer({ min: 64_000, max: 67_000 }), fc.integer({ min: 100_000, max: 400_000 }))
      .map((length) => encoder.encode(text.padEnd(length)))
  );
};

const headers = fc.array(
  fc.tuple(
    fc.oneof(
      fc.constantFrom(
        'content-type',
        'content-length',
        'content-encoding',
        'location',
        'set-cookie'
      ),
      fc.stringMatching(/^[\w-]{1,20}$/)
    ),
    fc.oneof(
      fc.constantFrom('application/json', 'text/plain; charset=gbk', 'gzip', '-1', '9'.repeat(30)),
      fc.stringMatching(/^[\u0021-\u007E\u00A0-\u00FF]{0,40}$/),
      fc.constantFrom(...secrets)
    )
  ),
  { maxLength: 5 }
);

const statuses = fc.oneof(
  { weight: 6, arbitrary: fc.constant(200) },
  fc.integer({ min: 200, max: 599 }),
  fc.constantFrom(302, 401, 404, 429, 500, 503)
);

/** The body in pieces; at times the connection breaks after one of them. */
const stream = (body: Uint8Array, pieceSize: number, breaksAt: number | undefined) => {
  let sent = 0;

  return new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (breaksAt !== undefined && sent >= breaksAt) {
        controller.error(new TypeError(`terminated: ${secrets.join()}`));
      } else if (sent >= body.length) {
        controller.close();
      } else {
        controller.enqueue(body.subarray(sent, sent + pieceSize));
        sent += pieceSize;
      }
    },
  });
};

/** What `fetch` throws, with all the secrets that it could tell. */
const failures = fc
  .tuple(
    fc.constantFrom('ECONNRESET', 'ENOTFOUND', 'UND_ERR_SOCKET', 'CERT_HAS_EXPIRED', undefined),
    fc.boolean()
  )
  .map(([systemCode, hasCause]): Answer => {
    return (url) => {
      const cause = Object.assign(new Error(`other side closed ${url.href}`), {
        url: url.href,
        ...(systemCode && { code: systemCode }),
      });

      return Object.assign(new TypeError(`fetch failed: ${url.href}`, hasCause ? { cause } : {}), {
        request: { url },
      });
    };
  });

const answers = (answer: object): fc.Arbitrary<Answer> =>
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc
        .record({
          status: statuses,
          headers,
          body: bodies(answer),
          pieceSize: fc.oneof(fc.constant(1e9), fc.integer({ min: 1, max: 5000 })),
          breaksAt: fc.option(fc.nat({ max: 2000 }), { freq: 8, nil: undefined }),
        })
        .map(({ status, headers, body, pieceSize, breaksAt }): Answer => {
          const hasBody = ![204, 205, 304].includes(status);

          return () =>
            new Response(
              hasBody ? stream(body, Math.max(pieceSize, body.length / 500), breaksAt) : null,
              { status, headers }
            );
        }),
    },
    failures
  );

describe.each([
  // What an answer of the token call holds of tokens is not known yet.
  ['token call', tokenAnswer, [config.clientSecret, code]],
  ['userinfo', userInfoAnswer, secrets],
])('%s', (call, answer, knownSecrets) => {
  const { numRuns, ...options } = runs(400, 10_500);

  it(`${numRuns} generated answers`, async () => {
    const kinds = new Map<string, number>();

    await fc.assert(
      fc.asyncProperty(answers(answer), answers(answer), async (first, second) => {
        const before = resources();
        await withAnswers(
          {
            token: call === 'token call' ? [first, second] : [json(tokenAnswer)],
            userInfo: call === 'userinfo' ? [first, second] : [json(userInfoAnswer)],
          },
          async (requests) => {
            const outcome = await outcomeOf(() => signIn(config, { code }), knownSecrets);
            const kind = 'user' in outcome ? 'user' : outcome.error.code;

            kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
            expect(requests.length).toBeLessThanOrEqual(3);
            expect(resourcesSince(before)).toEqual([]);
          }
        );
      }),
      { numRuns, ...options }
    );

    // The generator would be worth little if it always came to the same.
    expect([...kinds.keys()]).toEqual(
      expect.arrayContaining(['user', 'general', 'invalid_response', 'rate_limit_exceeded'])
    );
  }, 200_000);
});
