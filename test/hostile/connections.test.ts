import { setTimeout } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { tokenAnswer, userInfoAnswer } from '../support/answers.js';
import { type Answer, signInBy, useScriptedWechat } from '../support/scripted-wechat.js';

/** How many connections sign-ins open to a WeChat that keeps them: each costs users round trips. */

useScriptedWechat();

/** The ways in which an answer can say where it ends. */
const ends: Record<string, (json: string) => [body: Uint8Array, headers: Record<string, string>]> =
  {
    'a content-length': (json) => [
      Buffer.from(json),
      { 'content-length': `${Buffer.byteLength(json)}` },
    ],
    chunks: (json) => [Buffer.from(json), {}],
  };

describe.each(Object.entries(ends))('with %s', (_, encode) => {
  /** In two pieces, the second of which comes later than a turn of the event loop. */
  const inPieces =
    (answer: object): Answer =>
    () => {
      const [body, headers] = encode(JSON.stringify(answer));
      const middle = Math.floor(body.length / 2);

      return new Response(
        new ReadableStream({
          start: async (controller) => {
            controller.enqueue(body.subarray(0, middle));
            await setTimeout(10);
            controller.enqueue(body.subarray(middle));
            controller.close();
          },
        }),
        { headers }
      );
    };
  const script = { access_token: inPieces(tokenAnswer), userinfo: inPieces(userInfoAnswer) };

  it.each([1, 8])('%i sign-ins at once open no more connections than that', async (count) => {
    const signIns = await Promise.all(Array.from({ length: count }, async () => signInBy(script)));

    expect(signIns.map(({ outcome }) => outcome)).toMatchObject(
      Array(count).fill({ user: { id: tokenAnswer.unionid } })
    );
    expect(new Set(signIns.flatMap(({ sockets }) => sockets)).size).toBe(count);
  });
});
