import { setImmediate } from 'node:timers/promises';

import ky from 'ky';

import { maxBodySize } from './constant.js';
import { parseJson } from './utils.js';

/**
 * Either an answer, whose `body` is undefined if it is no JSON or too large, or the cause of there being
 * none that is whole: a code such as `ECONNRESET`, or the name of an error.
 */
export type Answer = Readonly<{ status: number; body: unknown } | { cause: string }>;

/** @returns the text, or `''` if there is more of it than {@link maxBodySize}. */
const readText = async (body: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<string> => {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;

  // `fetch` can miss the signal: after a garbage collection (https://github.com/nodejs/undici/issues/3644),
  // or in a body that claims to be gzip and is not.
  signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined));

  for (;;) {
    const { done, value } = await reader.read();

    if (done) return new TextDecoder().decode(Buffer.concat(chunks));
    if ((size += value.byteLength) > maxBodySize) {
      await reader.cancel();

      return '';
    }

    chunks.push(value);
  }
};

/**
 * What lies at the bottom of an error, by its code or its name. The message and the request hold the
 * URL, and the URL holds secrets.
 */
const findCause = (error: unknown): string => {
  const { cause, code, name, message } = error as Error & { code?: unknown };

  if (cause instanceof Error) {
    return findCause(cause);
  }

  // Node.js tells by the message alone that a proxy wants a password.
  if (/proxy authentication required|\(407\)/i.test(message)) {
    return 'PROXY_AUTHENTICATION_REQUIRED_407';
  }

  return typeof code === 'string' ? code : name;
};

/** Asks one host once. Never throws. */
export const tryHost = async (
  host: string,
  pathAndQuery: string,
  signal: AbortSignal
): Promise<Answer> => {
  try {
    const { status, body } = await ky(`https://${host}${pathAndQuery}`, {
      // Some releases of Node.js end the whole process over an answer that is encoded and has no content
      // (https://github.com/nodejs/undici/issues/3616).
      headers: { 'accept-encoding': 'identity' },
      redirect: 'manual', // A redirect would take the secrets in the URL to another host.
      // `wechat.ts` decides about these, for both hosts together.
      retry: 0,
      throwHttpErrors: false,
      timeout: false,
      signal,
    });
    // Whatever the status: those releases of Node.js also end over a body that is never read.
    const text = body ? await readText(body, signal) : '';

    // `fetch` needs one more turn of the event loop before the connection is free. Without the wait the
    // sign-in's second call would have to open another one, and users would wait for DNS, TCP and TLS again.
    await setImmediate();

    return { status, body: parseJson(text) };
  } catch (error) {
    return { cause: findCause(error) };
  }
};
