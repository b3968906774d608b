import { setImmediate } from 'node:timers/promises';

import ky from 'ky';

import { maxBodySize } from './constant.js';
import { parseJson } from './utils.js';

/** What came of one try at one host. */
export type Answer = Readonly<{
  host: string;
  /** The HTTP status, unless there was no whole answer. */
  status?: number;
  /** The parsed JSON of an answer with HTTP status 200; nothing if it is no JSON or too large. */
  body?: unknown;
  /** Without one: `ETIMEDOUT`, or what causes the error, by its code (such as `ECONNRESET`) or its name. */
  cause?: string;
}>;

/**
 * Reads a body to its end.
 *
 * @returns the text, or `''` if there is more of it than {@link maxBodySize}.
 * @throws what `fetch` throws when the connection breaks; the signal's reason when that aborts.
 */
const readText = async (body: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<string> => {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const cancel = () => {
    reader.cancel().catch(() => undefined);
  };

  // `fetch` has the signal too, but in two cases leaves the reader waiting forever: if the `Request` into
  // which ky put the signal has been collected as garbage (https://github.com/nodejs/undici/issues/3644),
  // and if a body claims to be gzip and is not. A reader that is canceled is done.
  signal.addEventListener('abort', cancel);

  for (;;) {
    const { done, value } = await reader.read();

    if (done) {
      signal.throwIfAborted();

      return new TextDecoder().decode(Buffer.concat(chunks));
    }

    size += value.byteLength;

    if (size > maxBodySize) {
      cancel();

      return '';
    }

    chunks.push(value);
  }
};

/** The code or the name alone: the message and the request hold the URL, and the URL holds secrets. */
const causeOf = (error: unknown): string | undefined => {
  const cause = error instanceof Error ? error.cause : undefined;

  if (!(cause instanceof Error)) {
    return undefined;
  }

  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
};

/**
 * Asks one host once. Never throws.
 *
 * @param timeLimit in milliseconds, from the look-up of the host to the end of the body.
 */
export const tryHost = async (
  host: string,
  pathAndQuery: string,
  timeLimit: number
): Promise<Answer> => {
  const controller = new AbortController();
  const { signal } = controller;
  const timer = setTimeout(() => {
    controller.abort();
  }, timeLimit);

  try {
    const { status, body } = await ky(`https://${host}${pathAndQuery}`, {
      redirect: 'manual', // A redirect would take the secrets in the URL to another host.
      retry: 0,
      throwHttpErrors: false,
      timeout: false, // It would end with the headers. The signal covers the body too.
      signal,
    });

    if (status !== 200 || !body) {
      // A body that nobody reads would keep the connection busy.
      body?.cancel().catch(() => undefined);

      return { host, status };
    }

    const text = await readText(body, signal);

    // `fetch` needs one more turn of the event loop before the connection is free. Without the wait the
    // sign-in's next request would open another one: two more round trips to WeChat, and a look-up.
    await setImmediate();

    return { host, status, body: parseJson(text) };
  } catch (error) {
    return { host, cause: signal.aborted ? 'ETIMEDOUT' : causeOf(error) };
  } finally {
    clearTimeout(timer);
  }
};
