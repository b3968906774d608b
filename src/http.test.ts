import { beforeEach, describe, expect, it, vi } from 'vitest';

import { tryHost } from './http.js';

/** Answers from the place of `fetch`. Networks that fail on real sockets are in `test/hostile/`. */

const fetch = vi.spyOn(globalThis, 'fetch');

beforeEach(() => {
  fetch.mockReset();
});

/** In the place of `fetch`: a server that never answers. It ends as `fetch` does, by the signal alone. */
const neverAnswer = async (request: unknown): Promise<never> =>
  new Promise((_, reject) => {
    const { signal } = request as Request;

    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });

const tryOnce = async ({ signal } = new AbortController()) =>
  tryHost('api.weixin.qq.com', '/path?secret=LEAK', signal);

/** A body that comes piece by piece as it is read, and what was done with it. */
const bodyOf = (...pieces: (string | Uint8Array)[]) => {
  const done: string[] = [];
  const rest = pieces.values();
  const body = new ReadableStream(
    {
      pull: (controller) => {
        const { value } = rest.next();

        done.push('read');
        if (value) controller.enqueue(Buffer.from(value));
        else controller.close();
      },
      cancel: () => {
        done.push('cancel');
      },
    },
    { highWaterMark: 0 }
  );

  return { body, done };
};

it('a request goes to the host once, and asks for no encoding and no redirect', async () => {
  fetch.mockResolvedValue(new Response('', { status: 503 }));

  await tryOnce();

  const [[request]] = fetch.mock.calls as [[Request]];

  expect(fetch).toHaveBeenCalledTimes(1);
  expect(request).toMatchObject({
    method: 'GET',
    url: 'https://api.weixin.qq.com/path?secret=LEAK',
    redirect: 'manual',
  });
  expect(request.headers.get('accept-encoding')).toBe('identity');
});

describe('an answer', () => {
  it.each([
    ['"小明"', '小明'],
    ['\uFEFF"小明"', '小明'],
    ['小明', undefined],
    ['{"a":', undefined],
  ])('of %j is %j', async (text, body) => {
    fetch.mockResolvedValue(new Response(text));

    await expect(tryOnce()).resolves.toStrictEqual({ status: 200, body });
  });

  it('may come in pieces that split a character', async () => {
    const bytes = Buffer.from('"小明"');

    fetch.mockResolvedValue(new Response(bodyOf(bytes.subarray(0, 3), bytes.subarray(3)).body));

    await expect(tryOnce()).resolves.toMatchObject({ body: '小明' });
  });

  it('may have no body', async () => {
    fetch.mockResolvedValue(new Response(null, { status: 204 }));

    await expect(tryOnce()).resolves.toStrictEqual({ status: 204, body: undefined });
  });

  it.each([200, 201, 302, 401, 404, 429, 503])(
    'with HTTP %i is read to its end, or to 64 KiB',
    async (status) => {
      const text = '{"a":1}'.padEnd(65_536);
      const longest = bodyOf(text);
      const longer = bodyOf(text, ' ', ' ', ' ', ' ');

      fetch.mockResolvedValueOnce(new Response(longest.body, { status }));
      await expect(tryOnce()).resolves.toStrictEqual({ status, body: { a: 1 } });
      expect(longest.done).toEqual(['read', 'read']);

      fetch.mockResolvedValueOnce(new Response(longer.body, { status }));
      await expect(tryOnce()).resolves.toStrictEqual({ status, body: undefined });
      expect(longer.done[0]).toBe('read');
      expect(longer.done.at(-1)).toBe('cancel');
    }
  );
});

describe('no answer', () => {
  const withCode = (error: Error, code: unknown) => Object.assign(error, { code });

  it.each([
    ['ECONNRESET', { cause: withCode(new Error('LEAK'), 'ECONNRESET') }],
    ['RangeError', { cause: new RangeError('LEAK') }],
    ['RangeError', { cause: withCode(new RangeError('LEAK'), 7) }],
    ['TypeError', { cause: { code: 'LEAK' } }],
    ['TypeError', {}],
    // As Node.js says it of an answer, and of a tunnel
    ['PROXY_AUTHENTICATION_REQUIRED_407', { cause: new Error('proxy authentication required') }],
    [
      'PROXY_AUTHENTICATION_REQUIRED_407',
      {
        cause: withCode(
          new Error('Proxy response (407) !== 200 when HTTP Tunneling'),
          'UND_ERR_ABORTED'
        ),
      },
    ],
  ])('has the cause %s, and nothing else of the error', async (cause, options) => {
    const error = new TypeError('fetch failed', options);

    fetch.mockRejectedValueOnce(error);
    await expect(tryOnce()).resolves.toStrictEqual({ cause });

    const body = new ReadableStream({
      start: (controller) => {
        controller.error(error);
      },
    });

    fetch.mockResolvedValueOnce(new Response(body));
    await expect(tryOnce()).resolves.toStrictEqual({ cause });
  });

  it('of a body without an end is given up with the call', async () => {
    const controller = new AbortController();

    await new Promise<void>((resolve) => {
      const pull = async () => {
        controller.abort();

        return new Promise<void>(() => undefined);
      };
      const body = new ReadableStream(
        {
          pull,
          cancel: () => {
            resolve();
          },
        },
        { highWaterMark: 0 }
      );

      fetch.mockResolvedValueOnce(new Response(body));
      void tryOnce(controller);
    });
  });

  it('comes of a request that is ended', async () => {
    const controller = new AbortController();
    const asked = new Promise<void>((resolve) => {
      fetch.mockImplementation(async (request) => {
        resolve();

        return neverAnswer(request);
      });
    });
    const answer = tryOnce(controller);

    await asked;
    controller.abort();
    await expect(answer).resolves.toStrictEqual({ cause: 'AbortError' });
  });
});
