import { ConnectorError, ConnectorErrorCodes, type SocialUserInfo } from '@logto/connector-kit';
import ky from 'ky';
import snakecaseKeys from 'snakecase-keys';
import { type z } from 'zod';

import {
  apiHosts,
  appIdErrcodes,
  callTimeLimit,
  firstTryTimeLimit,
  maxBodyDepth,
  maxBodySize,
  maxErrmsgLength,
  userInfoEndpoint,
  type Endpoint,
} from './constant.js';
import { errorBodyGuard, wechatConfigGuard, type WechatConfig } from './types.js';

type Parameters = Readonly<Record<string, string>>;

/** What `JSON.parse` gives, under the name that the kit has for it. */
type Json = Exclude<SocialUserInfo['rawData'], undefined>;
type JsonObject = Record<string, Json>;

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
 * JSON with every text in it changed, names of fields too. A field `__proto__` goes: merged into
 * another object it would be that object's prototype.
 *
 * @throws `RangeError` if it is too deep.
 */
const mapText = (json: Json, change: (text: string) => string, depth = 0): Json => {
  if (typeof json === 'string') {
    return change(json);
  }

  if (typeof json !== 'object' || json === null) {
    return json;
  }

  if (depth === maxBodyDepth) {
    throw new RangeError('too deep');
  }

  return Array.isArray(json)
    ? json.map((item) => mapText(item, change, depth + 1))
    : Object.fromEntries(
        Object.entries(json)
          .map(([key, item]) => [change(key), mapText(item, change, depth + 1)] as const)
          .filter(([key]) => key !== '__proto__')
      );
};

/**
 * Makes text fit for PostgreSQL's `jsonb`, where Logto keeps `rawData`: that takes neither U+0000
 * nor half a surrogate pair, and nicknames have both.
 */
const toStorable = (text: string): string => text.replaceAll('\0', '').toWellFormed();

/** Parses JSON, or gives nothing: the parser's own error would quote the body. */
const parseJson = (text: string): Json | undefined => {
  try {
    // Real nicknames hold raw control characters, which JSON forbids inside a string. Outside of
    // one they are mere white space, so they can go wherever they are.
    return mapText(JSON.parse(text.replaceAll(/[\u0000-\u001F]/g, '')) as Json, toStorable);
  } catch {
    return undefined;
  }
};

/**
 * The body as text; nothing if it is larger than any answer of WeChat's.
 *
 * It is cancelled by hand, since `fetch` does not abort a body once its request has been collected
 * as garbage (https://github.com/nodejs/undici/issues/1926).
 */
const readText = async (body: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<string> => {
  const reader = body.getReader();
  const cancel = () => {
    reader.cancel().catch(() => undefined);
  };
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;

  signal.addEventListener('abort', cancel);

  for (;;) {
    const { done, value } = await reader.read();

    if (done) {
      return text + decoder.decode();
    }

    size += value.byteLength;

    if (size > maxBodySize) {
      cancel();

      return '';
    }

    text += decoder.decode(value, { stream: true });
  }
};

/** The system's word for what went wrong (`ECONNRESET`): unlike a message it holds no URL. */
const describeFault = (error: unknown): string => {
  const cause = error instanceof Error ? error.cause : undefined;

  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'network error';
};

/** One request. It ends when `signal` says so, at the latest. */
const request = async (url: string, signal: AbortSignal): Promise<Answer> => {
  const { status, body } = await ky(url, {
    signal,
    redirect: 'manual', // The URL holds secrets: they go nowhere else.
    retry: 0,
    throwHttpErrors: false,
    timeout: false, // Ky's ends with the headers.
  });

  return {
    status,
    body: status === 200 && body ? parseJson(await readText(body, signal)) : undefined,
  };
};

/** One try at one host, over within `timeLimit` milliseconds, body included. Never throws. */
const tryHost = async (host: string, pathAndQuery: string, timeLimit: number): Promise<Answer> => {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeOut = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => {
      resolve({ failure: `WeChat did not answer in time (${host}). Please try again.` });
    }, timeLimit);
  });

  try {
    return await Promise.race([
      request(`https://${host}${pathAndQuery}`, controller.signal),
      timeOut,
    ]);
  } catch (error) {
    return {
      failure: `WeChat could not be reached (${host}: ${describeFault(error)}). Please try again.`,
    };
  } finally {
    clearTimeout(timer);
    // Frees the connection of whatever is still on its way.
    controller.abort();
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
 * The ways in which a secret can be written in an answer: as it is, as in a URL, and as in a URL
 * within a URL. Those of less than 8 characters are left out, they would be ordinary words.
 */
const spell = (secrets: readonly string[]): string[] =>
  secrets
    .filter((secret) => secret.length >= 8)
    .flatMap((secret) => {
      const encoded = encodeURIComponent(secret.toWellFormed());
      const form = new URLSearchParams([['', secret]]).toString().slice(1);

      return [secret, encoded, form, encodeURIComponent(encoded), encodeURIComponent(form)];
    })
    .flatMap((text) => [text, text.replaceAll(/%../g, (hex) => hex.toLowerCase())]);

/** `errmsg` cut short, and without the secrets that it may repeat. */
const cleanErrmsg = (errmsg: string, secrets: readonly string[]): string =>
  spell(secrets)
    .reduce((text, secret) => text.replaceAll(secret, '***'), errmsg)
    // Starts at the last question mark: to look on from every one would take seconds in a row of them.
    .replaceAll(/\?[^\s?=]*=\S*/g, '?***')
    .slice(0, maxErrmsgLength)
    .toWellFormed();

/** The answer with every text blanked that repeats a secret. */
const blankSecrets = (json: JsonObject, secrets: readonly string[]): JsonObject => {
  const spelled = spell(secrets);

  return mapText(json, (text) =>
    spelled.some((secret) => text.includes(secret)) ? '' : text
  ) as JsonObject;
};

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

/**
 * What a success says: the tokens, should it be the call that gives them, and the whole body with
 * every text blanked that repeats one of them or another secret.
 *
 * @throws `ConnectorError` for every answer that is not a success, its code as the endpoint says.
 */
const readSuccess = (
  answer: Answer,
  endpoint: Endpoint,
  secrets: readonly string[]
): { tokens: object; body: JsonObject } => {
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

  const { errcode, errmsg, ...tokens } = readFields(errorBodyGuard, body, endpoint);
  const allSecrets = [...secrets, tokens.access_token ?? '', tokens.refresh_token ?? ''];

  if (errcode) {
    const code = endpoint.errcodes.get(errcode) ?? ConnectorErrorCodes.General;
    const reason = cleanErrmsg(errmsg ?? `error ${errcode}`, allSecrets);

    throw new ConnectorError(code, describeErrcode(code, errcode, reason));
  }

  // It is an object, or readFields would have thrown.
  return { tokens, body: blankSecrets(body as JsonObject, allSecrets) };
};

/**
 * Makes one of WeChat's calls, over within 5 seconds.
 *
 * @param parameters the query in camelCase; WeChat gets it in snake_case.
 * @param secrets what must not come back, in an error or in the body.
 * @returns the fields that the endpoint's guard asks for, and the whole body as WeChat sent it, but
 * for texts that repeat a secret: those are blank.
 * @throws `ConnectorError` and nothing else. None holds a secret, a token, a URL or the body.
 * @see https://developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Authorized_Interface_Calling_UnionID.html
 */
export const callWechat = async <Guard extends z.ZodTypeAny>(
  endpoint: Endpoint<Guard>,
  parameters: Parameters,
  secrets: readonly string[]
): Promise<{ fields: z.output<Guard>; body: Json }> => {
  const answer = await ask(`${endpoint.path}?${buildQuery(parameters)}`);
  const { tokens, body } = readSuccess(answer, endpoint, secrets);

  return { fields: readFields(endpoint.guard, { ...body, ...tokens }, endpoint), body };
};
