import { setTimeout } from 'node:timers/promises';

import { expect, it } from 'vitest';

import { tokenAnswer, userInfoAnswer } from '../support/answers.js';
import { type Answer, signInBy, useScriptedWechat } from '../support/scripted-wechat.js';

/** How many connections sign-ins open to a WeChat that keeps them: each costs users round trips. */

useScriptedWechat();

/** In two pieces, the second of which comes later than a turn of the event loop. */
const inPieces =
  (answer: object, hasLength: boolean): Answer =>
  () => {
    const body = Buffer.from(JSON.stringify(answer));
    const pieces = async function* () {
      yield body.subarray(0, 20);
      await setTimeout(10);
      yield body.subarray(20);
    };

    return new Response(ReadableStream.from(pieces()), {
      headers: hasLength ? { 'content-length': `${body.length}` } : {},
    });
  };

it.each([
  [1, 'with a content-length', true],
  [8, 'with a content-length', true],
  [1, 'in chunks', false],
  [8, 'in chunks', false],
])('%i at once, answered %s, open a connection each', async (count, _, hasLength) => {
  const script = {
    access_token: inPieces(tokenAnswer, hasLength),
    userinfo: inPieces(userInfoAnswer, hasLength),
  };
  const signIns = await Promise.all(Array.from({ length: count }, async () => signInBy(script)));

  expect(signIns.map(({ outcome }) => outcome)).toMatchObject(
    Array(count).fill({ user: { id: tokenAnswer.unionid } })
  );
  expect(new Set(signIns.flatMap(({ sockets }) => sockets)).size).toBe(count);
});
