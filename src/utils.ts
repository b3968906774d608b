import { ConnectorError, ConnectorErrorCodes, type SocialUserInfo } from '@logto/connector-kit';
import ky, { TimeoutError } from 'ky';
import snakecaseKeys from 'snakecase-keys';
import { type z } from 'zod';

import {
  apiHosts,
  appIdErrcodes,
  callTimeLimit,
  firstTryTimeLimit,
  maxBodySize,
  maxErrmsgLength,
  userInfoEndpoint,
  type Endpoint,
} from './constant.js';
import { errorBodyGuard, wechatConfigGuard, type WechatConfig } from './types.js';

type Parameters = Readonly<Record<string, string>>;

/** What `JSON.parse` gives, under the name that the kit has for it. */
type Json = SocialUserInfo['rawData'];

/** What came of a try: an HTTP status and the body, parsed if it is JSON, or no answer at all. */
type Answer = Readonly<{ status: number; body?: Json } | { failure: string }>;

/** A zod error in words. They name fields and types, never a value. */
const describeIssues = ({ issues }: z.ZodError): string =>
  issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim()).join('; ');

/** The query string of a WeChat URL: WeChat's names, each value encoded once. */
export const buildQuery = (parameters: Parameters): string =>
  new URLSearchParams(snakecaseKeys(parameters)).toString();

/**
 * Reads the stored configuration as the code uses it: trimmed, with blanks taken out. (The kit's
 * `validateConfig` only asserts; what it passes is still raw.)
 *
 * @throws `InvalidConfig` that names the wrong fields.
 */
export const parseConfig = (config: unknown): WechatConfig => {
  const result = wechatConfigGuard.safeParse(config);

  if (!result.success) {
    throw new ConnectorError(ConnectorErrorCodes.InvalidConfig, {
      errorDescription: `The connector's configuration is not valid: ${describeIssues(result.error)}`,
    });
  }

  return result.data;
};

/**
 * Makes text fit for PostgreSQL's `jsonb`, where Logto keeps `rawData`: that takes neither U+0000
 * nor half a surrogate pair, and nicknames have both.
 */
const toStorable = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value;

/** Parses JSON, or gives nothing: the parser's own error would quote the body. */
const parseJson = (text: string): Json => {
  try {
    // Real nicknames hold raw control characters, which JSON forbids inside a string. Outside of
    // one they are mere white space, so they can go wherever they are.
    return JSON.parse(text.replaceAll(/[\u0000-\u001F]/g, ''), toStorable) as Json;
  } catch {
    return undefined;
  }
};

const decoder = new TextDecoder();

/**
 * The body as text; nothing of one larger than any answer of WeChat's, and `undefined` if it did not
 * end within `timeLimit` milliseconds.
 *
 * It is cancelled by hand, which also frees the connection: `fetch` does not abort a body once its
 * request has been collected as garbage (https://github.com/nodejs/undici/issues/1926).
 */
const readText = async (
  body: ReadableStream<Uint8Array>,
  timeLimit: number
): Promise<string | undefined> => {
  const reader = body.getReader();
  const cancel = () => {
    reader.cancel().catch(() => undefined);
  };
  const chunks: Uint8Array[] = [];
  let size = 0;
  let isLate = false as boolean; // The compiler does not see that the timer sets it.
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

/** The system's word for what went wrong (`ECONNRESET`): unlike a message it holds no URL. */
const describeFault = (error: unknown): string => {
  const cause = error instanceof Error ? error.cause : undefined;

  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'network error';
};

/** One try at one host, over within `timeLimit` milliseconds, body included. Never throws. */
const tryHost = async (host: string, pathAndQuery: string, timeLimit: number): Promise<Answer> => {
  const late = { failure: `WeChat did not answer in time (${host}). Please try again.` };
  const start = performance.now();

  try {
    const { status, body } = await ky(`https://${host}${pathAndQuery}`, {
      redirect: 'manual', // The URL holds secrets: they go nowhere else.
      retry: 0,
      throwHttpErrors: false,
      timeout: timeLimit, // Ky's ends with the headers.
    });

    if (status !== 200 || !body) {
      // Frees the connection: nobody will read the body.
      body?.cancel().catch(() => undefined);

      return { status };
    }

    const text = await readText(body, timeLimit - (performance.now() - start));

    return text === undefined ? late : { status, body: parseJson(text) };
  } catch (error) {
    return error instanceof TimeoutError
      ? late
      : {
          failure: `WeChat could not be reached (${host}: ${describeFault(error)}). Please try again.`,
        };
  }
};

/** Whether another domain may do better: no answer, an HTTP 5xx, or "system busy". */
const isWorthAnotherTry = (answer: Answer): boolean =>
  'failure' in answer ||
  answer.status >= 500 ||
  errorBodyGuard.safeParse(answer.body).data?.errcode === -1;

/**
 * Asks WeChat, and if that came to nothing once more at the disaster-recovery domain. The second
 * try's outcome stands.
 *
 * A `code` is good once: if WeChat took it but the answer was lost, the second try says so (40163)
 * and the person starts again, as they would have to without it.
 */
const ask = async (pathAndQuery: string): Promise<Answer> => {
  const [host, recoveryHost] = apiHosts;
  const start = performance.now();
  const answer = await tryHost(host, pathAndQuery, firstTryTimeLimit);

  return isWorthAnotherTry(answer)
    ? tryHost(recoveryHost, pathAndQuery, callTimeLimit - (performance.now() - start))
    : answer;
};

/**
 * `errmsg` cut short, and without what it may repeat of the request: the secret and the tokens are
 * in there. Values of less than 8 characters stay, they are ordinary words.
 */
const cleanErrmsg = (errmsg: string, parameters: Parameters): string =>
  Object.values(parameters)
    .filter((value) => value.length >= 8)
    .flatMap((value) => [value, encodeURIComponent(value.toWellFormed())])
    .reduce((text, value) => text.replaceAll(value, '***'), errmsg)
    .replaceAll(/\?\S*=\S*/g, '?***')
    .slice(0, maxErrmsgLength);

/** The data of an error, in the official connector's shapes where it has one. */
const describeErrcode = (code: ConnectorErrorCodes, errcode: number, errmsg: string): unknown => {
  switch (code) {
    case ConnectorErrorCodes.SocialAuthCodeInvalid:
    case ConnectorErrorCodes.SocialAccessTokenInvalid: {
      return errmsg;
    }

    case ConnectorErrorCodes.InvalidConfig: {
      const setting = appIdErrcodes.has(errcode) ? 'Client ID' : 'Client Secret';

      return {
        errorDescription: `Check the ${setting} in the connector's settings. WeChat answered: ${errmsg}`,
        errcode,
      };
    }

    default: {
      return { errorDescription: errmsg, errcode };
    }
  }
};

/** @throws `InvalidResponse` that names the fields that are missing or of another type. */
const readFields = <Guard extends z.ZodTypeAny>(
  guard: Guard,
  body: unknown,
  { path }: Endpoint
): z.output<Guard> => {
  const result = guard.safeParse(body);

  if (!result.success) {
    throw new ConnectorError(ConnectorErrorCodes.InvalidResponse, {
      errorDescription: `WeChat's answer (${path}) is not as expected: ${describeIssues(result.error)}`,
    });
  }

  return result.data as z.output<Guard>;
};

/** @throws `ConnectorError` for every answer that is not a success, its code as the endpoint says. */
const assertSuccess = (answer: Answer, endpoint: Endpoint, parameters: Parameters): Json => {
  if ('failure' in answer) {
    throw new ConnectorError(ConnectorErrorCodes.General, { errorDescription: answer.failure });
  }

  const { status, body } = answer;

  if (status === 401 && endpoint.path === userInfoEndpoint.path) {
    throw new ConnectorError(ConnectorErrorCodes.SocialAccessTokenInvalid);
  }

  if (status === 429) {
    throw new ConnectorError(ConnectorErrorCodes.RateLimitExceeded, {
      errorDescription: 'WeChat is receiving too many requests. Please try again later.',
    });
  }

  if (status !== 200) {
    throw new ConnectorError(ConnectorErrorCodes.General, {
      errorDescription: `WeChat answered with HTTP status ${status}. Please try again.`,
      status,
    });
  }

  const { errcode, errmsg } = readFields(errorBodyGuard, body, endpoint);

  if (errcode) {
    const code = endpoint.errcodes.get(errcode) ?? ConnectorErrorCodes.General;
    const reason = cleanErrmsg(errmsg ?? `error ${errcode}`, parameters);

    throw new ConnectorError(code, describeErrcode(code, errcode, reason));
  }

  return body;
};

/**
 * Makes one of WeChat's calls, over within 5 seconds.
 *
 * @param parameters the query in camelCase; WeChat gets it in snake_case.
 * @returns the fields that the endpoint's guard asks for, and the whole body as WeChat sent it.
 * @throws `ConnectorError` and nothing else. None holds a secret, a token, a URL or the body.
 * @see https://developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Authorized_Interface_Calling_UnionID.html
 */
export const callWechat = async <Guard extends z.ZodTypeAny>(
  endpoint: Endpoint<Guard>,
  parameters: Parameters
): Promise<{ fields: z.output<Guard>; body: Json }> => {
  const answer = await ask(`${endpoint.path}?${buildQuery(parameters)}`);
  const body = assertSuccess(answer, endpoint, parameters);

  return { fields: readFields(endpoint.guard, body, endpoint), body };
};
