import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { neverAnswer } from '../test/support/stub-fetch.js';
import { tryHost } from './http.js';

/** Answers from the place of `fetch`. Networks that fail on real sockets are in `test/hostile/`. */

const host = 'api.weixin.qq.com';
const fetch = vi.spyOn(globalThis, 'fetch');

beforeEach(() => {
  fetch.mockReset();
});

const tryOnce = async (timeLimit = 1000) => tryHost(host, '/path?secret=LEAK', timeLimit);

/** A body whose chunks come at once, and which then does not end. */
const endlessBody = (cancel: () => void, ...chunks: string[]) =>
  new ReadableStream({
    start: (controller) => {
      for (const chunk of chunks) {
        controller.enqueue(Buffer.from(chunk));
      }
    },
    cancel,
  });

describe('an answer', () => {
  it('comes from the host that was asked, and is not followed elsewhere', async () => {
    fetch.mockResolvedValue(new Response('{"a":1}'));

    await expect(tryOnce()).resolves.toStrictEqual({ host, status: 200, body: { a: 1 } });

    const [[request]] = fetch.mock.calls as [[Request]];

    expect(fetch).toHaveBeenCalledTimes(1);
    expect(request).toMatchObject({
      method: 'GET',
      url: `https://${host}/path?secret=LEAK`,
      redirect: 'manual',
    });
  });

  it.each([['小明'], ['\uFEFF"小明"'], ['{"a":']])('%j is JSON or nothing', async (text) => {
    fetch.mockResolvedValue(new Response(text));

    const { body } = await tryOnce();

    expect(body).toBe(text.includes('"小明"') ? '小明' : undefined);
  });

  it('may come in pieces that split a character', async () => {
    const bytes = Buffer.from('"小明"');

    fetch.mockResolvedValue(
      new Response(
        new ReadableStream({
          start: (controller) => {
            controller.enqueue(bytes.subarray(0, 3));
            controller.enqueue(bytes.subarray(3));
            controller.close();
          },
        })
      )
    );

    await expect(tryOnce()).resolves.toMatchObject({ body: '小明' });
  });

  it('of 64 KiB is read, a longer one is not', async () => {
    const text = '{"a":1}'.padEnd(65_536);
    const cancel = vi.fn();

    fetch.mockResolvedValueOnce(new Response(text));
    await expect(tryOnce()).resolves.toMatchObject({ body: { a: 1 } });

    fetch.mockResolvedValueOnce(new Response(endlessBody(cancel, text, ' ')));
    await expect(tryOnce()).resolves.toStrictEqual({ host, status: 200, body: undefined });
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it.each([201, 302, 401, 404, 429, 503])('with HTTP %i is not read', async (status) => {
    const cancel = vi.fn();

    fetch.mockResolvedValue(new Response(endlessBody(cancel, '{"a":1}'), { status }));

    await expect(tryOnce()).resolves.toStrictEqual({ host, status });
    expect(fetch).toHaveBeenCalledTimes(1);
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it('without a body is nothing', async () => {
    fetch.mockResolvedValue(new Response(null, { status: 204 }));

    await expect(tryOnce()).resolves.toStrictEqual({ host, status: 204 });
  });
});

describe('no answer', () => {
  it.each([
    ['ECONNRESET', { cause: Object.assign(new Error('LEAK'), { code: 'ECONNRESET' }) }],
    ['RangeError', { cause: new RangeError('LEAK') }],
    [undefined, { cause: { code: 'LEAK' } }],
    ['RangeError', { cause: Object.assign(new RangeError('LEAK'), { code: 7 }) }],
    [undefined, {}],
  ])('has the cause %s, and nothing else of the error', async (cause, options) => {
    fetch.mockRejectedValue(new TypeError('LEAK', options));

    await expect(tryOnce()).resolves.toStrictEqual({ host, cause });
  });

  it('is also what breaks in the middle of a body', async () => {
    fetch.mockResolvedValue(
      new Response(
        new ReadableStream({
          start: (controller) => {
            controller.error(
              new TypeError('terminated', {
                cause: Object.assign(new Error('LEAK'), { code: 'UND_ERR_SOCKET' }),
              })
            );
          },
        })
      )
    );

    await expect(tryOnce()).resolves.toStrictEqual({ host, cause: 'UND_ERR_SOCKET' });
  });

  it('may be something else than an error', async () => {
    fetch.mockRejectedValue('LEAK');

    await expect(tryOnce()).resolves.toStrictEqual({ host, cause: undefined });
  });
});

describe('the time limit', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    // The process has been running for a while.
    vi.advanceTimersByTime(60_000);
  });

  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('ends the wait for the headers, and the request', async () => {
    const ended = vi.fn();

    fetch.mockImplementation(neverAnswer);

    const answer = tryOnce().finally(ended);

    await vi.advanceTimersByTimeAsync(999);
    expect(ended).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await expect(answer).resolves.toStrictEqual({ host, cause: 'ETIMEDOUT' });

    const [[request]] = fetch.mock.calls as [[Request]];

    expect(request.signal.aborted).toBe(true);
  });

  it('leaves the body the time that the headers took not, and ends that too', async () => {
    const ended = vi.fn();
    const cancel = vi.fn();

    fetch.mockImplementation(async () => {
      await new Promise((resolve) => setTimeout(resolve, 600));

      return new Response(endlessBody(cancel, '{"a":1}'));
    });

    const answer = tryOnce().finally(ended);

    await vi.advanceTimersByTimeAsync(999);
    expect(cancel).not.toHaveBeenCalled();
    expect(ended).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await expect(answer).resolves.toStrictEqual({ host, cause: 'ETIMEDOUT' });
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it('is forgotten once the answer is there', async () => {
    fetch.mockResolvedValue(new Response('{"a":1}'));

    await expect(tryOnce()).resolves.toMatchObject({ body: { a: 1 } });
  });
});
