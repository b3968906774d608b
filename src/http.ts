import ky, { TimeoutError } from 'ky';

import { maxBodySize } from './constant.js';
import { parseJson } from './utils.js';

/** What came of one try at one host. */
export type Answer = Readonly<{
  host: string;
  /** The HTTP status, unless there was no answer. */
  status?: number;
  /** The parsed JSON of an answer with HTTP status 200; nothing if it is no JSON or too large. */
  body?: unknown;
  /** Without an answer: the system's code for the reason, such as `ECONNRESET`, if it has one. */
  cause?: string;
}>;

const timedOut = 'ETIMEDOUT';

const decoder = new TextDecoder();

/**
 * Reads a body, and cancels it itself when the time is up: `fetch` no longer aborts a body once its
 * request has been collected as garbage (https://github.com/nodejs/undici/issues/1926).
 *
 * @param timeLimit in milliseconds.
 * @returns the text; `''` if the body is too large; `undefined` if its end came too late.
 */
const readText = async (
  body: ReadableStream<Uint8Array>,
  timeLimit: number
): Promise<string | undefined> => {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let isLate = false as boolean; // The cast: the compiler does not see that the timer changes it.
  const cancel = () => {
    reader.cancel().catch(() => undefined);
  };
  const timer = setTimeout(() => {
    isLate = true;
    cancel();
  }, timeLimit);

  try {
    for (;;) {
      const { done, value } = await reader.read();

      if (done) {
        return isLate ? undefined : decoder.decode(Buffer.concat(chunks));
      }

      size += value.byteLength;

      if (size > maxBodySize) {
        cancel();

        return '';
      }

      chunks.push(value);
    }
  } finally {
    clearTimeout(timer);
  }
};

/** The error's code alone: its message and its request hold the URL, and the URL holds secrets. */
const causeOf = (error: unknown): string | undefined => {
  if (error instanceof TimeoutError) {
    return timedOut;
  }

  const cause = error instanceof Error ? error.cause : undefined;

  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string'
    ? cause.code
    : undefined;
};

/**
 * Asks one host once. Never throws.
 *
 * @param timeLimit in milliseconds, to the end of the body.
 */
export const tryHost = async (
  host: string,
  pathAndQuery: string,
  timeLimit: number
): Promise<Answer> => {
  const start = performance.now();

  try {
    const { status, body } = await ky(`https://${host}${pathAndQuery}`, {
      redirect: 'manual', // A redirect would take the secrets in the URL to another host.
      retry: 0,
      throwHttpErrors: false,
      timeout: timeLimit, // For ky that is the time to the headers. `readText` limits the rest.
    });

    if (status !== 200 || !body) {
      // A body that nobody reads would keep the connection busy.
      body?.cancel().catch(() => undefined);

      return { host, status };
    }

    const text = await readText(body, timeLimit - (performance.now() - start));

    return text === undefined ? { host, cause: timedOut } : { host, status, body: parseJson(text) };
  } catch (error) {
    return { host, cause: causeOf(error) };
  }
};
