import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { drive } from '../../playground/logto/drive.js';
import createConnector from '../../src/index.js';
import { code, config, secrets, tokenAnswer, userInfoAnswer } from '../support/answers.js';
import { outcomeOf } from '../support/outcome.js';
import { runs } from '../support/runs.js';
import {
  type Answer,
  byHost,
  head,
  json,
  say,
  useScriptedWechat,
  withScript,
} from '../support/scripted-wechat.js';
import { watchProcess } from '../support/watch.js';

/** Whatever WeChat answers: a user, or an error of the kit, and never much work. */

watchProcess(secrets);
useScriptedWechat();

const { signIn } = drive(createConnector);

/** Microseconds of the processor: the bound against denial of service, not a measure of speed. */
const processorTimeLimit = 1_000_000;

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What breaks programs: controls, halves of surrogate pairs, names of `Object.prototype`. */
const oddText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.integer({ max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
  fc.constantFrom('constructor', 'toJSON', 'then', '', ' ', '\0', '0', '-1'),
  fc.constantFrom(...secrets).map((secret) => `rid: ${secret}`)
);

/** As much as fits into an answer of what searching, cutting and parsing stumble over. */
const heavyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...Array.from('?%&=/\\*, a，🌈{[\0\u0085\u200D\uD83D')),
      fc.constantFrom('?a=', 'https://a?b=', '%25', 'e\u0301', '👩🏽‍🚀', ...secrets)
    ),
    { minLength: 1, maxLength: 4 }
  )
  .map(([unit = '', ...others]) => {
    const period = `${unit.repeat(8)}${others.join('')}`;

    return period.repeat(62_000 / (Buffer.byteLength(JSON.stringify(period)) - 2));
  });

const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  // The last one throws where a program makes a number or a text of it.
  fc.constantFrom(null, undefined, true, false, [], {}, { toString: 1 }),
  oddText,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, -1, 40_001, 40_029, 40_125, 42_001, 45_009, 50_001, 2 ** 53, '40029'),
  fc.jsonValue({ stringUnit: 'binary' })
);

const namesOf = (answer: object) => [
  ...Object.keys(answer),
  ...['errcode', 'errmsg', 'is_snapshotuser', 'more'],
];

/** Something much like the real answer: fields dropped, retyped, doubled, added. */
const nearMiss = (answer: object): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.subarray(Object.entries(answer)),
      fc.array(fc.tuple(fc.constantFrom(...namesOf(answer)), oddValue), { maxLength: 4 }),
      fc.boolean()
    )
    .map(([dropped, changed, isComplete]) => {
      const kept = Object.entries(answer).filter((entry) => isComplete || !dropped.includes(entry));

      // Joined by hand: an object would have each name once.
      return `{${[...kept, ...changed]
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
        .join()}}`;
    });

/** The real answer with one field that is heavy. */
const heavy = (answer: object): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...namesOf(answer)), heavyText).map(([name, text]) =>
    JSON.stringify({
      ...answer,
      ...(name === 'errmsg' && { errcode: 1 }),
      [name]: name === 'headimgurl' ? `https://${text}` : text,
    })
  );

const bodies = (answer: object): fc.Arbitrary<Uint8Array> => {
  const text = JSON.stringify(answer);
  const bytes = encode(text);
  const index = fc.nat({ max: bytes.length - 1 });

  return fc.oneof(
    { weight: 6, arbitrary: nearMiss(answer).map(encode) },
    { weight: 4, arbitrary: heavy(answer).map(encode) },
    { weight: 2, arbitrary: fc.tuple(index, fc.nat({ max: 255 })).map((at) => bytes.with(...at)) },
    fc.uint8Array({ maxLength: 3000 }),
    fc.json({ stringUnit: 'binary' }).map(encode),
    fc.constantFrom(30, 60_000).map((depth) => encode('['.repeat(depth) + ']'.repeat(depth))),
    // Cut off, though the connection says that this is all.
    index.map((end) => bytes.subarray(0, end)),
    // Invalid UTF-8 in the middle.
    fc
      .tuple(index, fc.constantFrom([0xff], [0xc3], [0xed, 0xa0, 0x80], [0]))
      .map(([at, odd]) => Uint8Array.from([...bytes.slice(0, at), ...odd, ...bytes.slice(at)])),
    fc.constantFrom(`\uFEFF${text}`, `callback(${text})`, `${text}${text}`).map(encode),
    fc.constant(Buffer.from(`\uFEFF${text}`, 'utf16le')),
    // Around the size at which the connector gives up, and far above.
    fc
      .oneof(fc.integer({ min: 64_000, max: 67_000 }), fc.integer({ min: 100_000, max: 400_000 }))
      .map((length) => encode(text.padEnd(length)))
  );
};

const statuses = fc.oneof(
  { weight: 6, arbitrary: fc.constant(200) },
  fc.integer({ min: 200, max: 599 }),
  fc.constantFrom(302, 401, 404, 429, 500, 503)
);

const answers = (answer: object): fc.Arbitrary<Answer> =>
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.tuple(statuses, bodies(answer)).map(([status, body]): Answer => {
        const hasBody = ![204, 205, 304].includes(status);

        return () => new Response(hasBody ? Buffer.from(body) : null, { status });
      }),
    },
    // Cut off
    bodies(answer).map((body) => say(head('200 OK', `content-length: ${body.length + 1}`), body))
  );

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

describe.each([
  ['access_token', tokenAnswer, [config.clientSecret, code]],
  ['userinfo', userInfoAnswer, [config.clientSecret, tokenAnswer.access_token]],
])('%s', (call, answer, known) => {
  it('generated answers', async () => {
    const seen = new Set<string>();

    await fc.assert(
      fc.asyncProperty(answers(answer), answers(answer), async (first, second) => {
        const script = { access_token: json(tokenAnswer), [call]: byHost(first, second) };

        await withScript(script, async ({ requests }) => {
          const timersBefore = timers();
          const start = process.cpuUsage();
          const outcome = await outcomeOf(() => signIn(config, { code }), known);
          const { user, system } = process.cpuUsage(start);

          seen.add('user' in outcome ? 'user' : outcome.error.code);
          expect(user + system).toBeLessThan(processorTimeLimit);
          expect(timers()).toBeLessThanOrEqual(timersBefore);
          // By address, because `fetch` itself repeats a request that was answered by HTTP 421.
          expect(new Set(requests.map(String)).size).toBeLessThanOrEqual(3);
        });
      }),
      runs(400, 6000)
    );

    // The generator would be worth little if it always came to the same.
    expect([...seen]).toEqual(
      expect.arrayContaining(['user', 'general', 'invalid_response', 'rate_limit_exceeded'])
    );
  });
});
