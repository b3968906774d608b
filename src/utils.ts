import { ConnectorError, ConnectorErrorCodes, type SocialUserInfo } from '@logto/connector-kit';
import ky, { TimeoutError } from 'ky';
import snakecaseKeys from 'snakecase-keys';
import type { z } from 'zod';

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
  type SettingLabels,
} from './constant.js';
import { errorBodyGuard, tokensGuard, wechatConfigGuard, type WechatConfig } from './types.js';

/** What WeChat is asked with, in the code's camelCase. */
type Query = Readonly<Record<string, string>>;

/** What no error and no user info may hold. */
type Secrets = readonly (string | undefined)[];

/** What `JSON.parse` gives, under the name that the kit has for it. */
type Json = Exclude<SocialUserInfo['rawData'], undefined>;
type JsonObject = Record<string, Json>;

/**
 * What came of a try: an HTTP status, the body, parsed if it is JSON, and what that says of an error;
 * or no answer at all. Told apart by `status`, which both have: a field that one of them lacks would
 * be looked for in `Object.prototype`.
 */
type Answer = Readonly<
  | { status: number; body?: Json; error: ReturnType<typeof errorBodyGuard.safeParse> }
  | { status: undefined; failure: string }
>;

/** A zod error in words. They name fields and types, never a value. */
const describeIssues = ({ issues }: z.ZodError): string =>
  issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim()).join('; ');

/** The query string of a WeChat URL: WeChat's names, each value encoded once. */
export const buildQuery = (parameters: Query): string =>
  new URLSearchParams(snakecaseKeys(parameters)).toString();

/**
 * Reads the stored configuration as the code uses it: trimmed, and checked again. (The kit's
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
 * another object it would become its prototype.
 *
 * @throws `RangeError` for JSON that is too deep.
 */
const mapText = (json: Json, change: (text: string) => string, depth = 1): Json => {
  if (typeof json === 'string') {
    return change(json);
  }

  if (typeof json !== 'object' || json === null) {
    return json;
  }

  if (depth > maxBodyDepth) {
    throw new RangeError('The JSON is too deep.');
  }

  return Array.isArray(json)
    ? json.map((item) => mapText(item, change, depth + 1))
    : Object.fromEntries(
        Object.entries(json)
          .map(([name, value]) => [change(name), mapText(value, change, depth + 1)] as const)
          .filter(([name]) => name !== '__proto__')
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
    // one they carry no meaning either, so they can go wherever they are.
    return mapText(JSON.parse(text.replaceAll(/[\u0000-\u001F]/g, '')) as Json, toStorable);
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

  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string'
    ? cause.code
    : 'network error';
};

const toAnswer = (status: number, body?: Json): Answer => ({
  status,
  body,
  error: errorBodyGuard.safeParse(body),
});

/** One try at one host, over within `timeLimit` milliseconds, body included. Never throws. */
const tryHost = async (host: string, pathAndQuery: string, timeLimit: number): Promise<Answer> => {
  const late: Answer = {
    status: undefined,
    failure: `WeChat did not answer in time (${host}). Please try again.`,
  };
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

      return toAnswer(status);
    }

    const text = await readText(body, timeLimit - (performance.now() - start));

    return text === undefined ? late : toAnswer(status, parseJson(text));
  } catch (error) {
    return error instanceof TimeoutError
      ? late
      : {
          status: undefined,
          failure: `WeChat could not be reached (${host}: ${describeFault(error)}). Please try again.`,
        };
  }
};

/** The `errcode` of an answer, if it has one. */
export const readErrcode = (answer: Answer): number | undefined =>
  (answer.status !== undefined && answer.error.success && answer.error.data.errcode) || undefined;

/** Whether another domain may do better: no answer, an HTTP 5xx, or "system busy". */
const isWorthAnotherTry = (answer: Answer): boolean =>
  answer.status === undefined || answer.status >= 500 || readErrcode(answer) === -1;

/**
 * Makes one of WeChat's calls, over within 5 seconds. If it comes to nothing it is made once more,
 * at the disaster-recovery domain; then that outcome stands, unless there is no answer at all.
 *
 * A `code` is good once: if WeChat took it but the answer was lost or late, the second try says so
 * (40163) and the person starts again.
 *
 * @param parameters the query in camelCase; WeChat gets it in snake_case.
 * @returns what came of it, for `judgeAnswer` to judge. Never throws.
 */
export const askWechat = async ({ path }: Endpoint, parameters: Query): Promise<Answer> => {
  const [host, recoveryHost] = apiHosts;
  const pathAndQuery = `${path}?${buildQuery(parameters)}`;
  const start = performance.now();
  const answer = await tryHost(host, pathAndQuery, firstTryTimeLimit);

  if (!isWorthAnotherTry(answer)) {
    return answer;
  }

  const timeLeft = callTimeLimit - (performance.now() - start);
  const secondAnswer = await tryHost(recoveryHost, pathAndQuery, timeLeft);

  return secondAnswer.status === undefined ? answer : secondAnswer;
};

/**
 * The ways in which a secret may be written: as it is, as in a URL, and as in a URL within a URL.
 * What has less than 8 characters is no real secret, and may be an ordinary word.
 */
const spell = (secrets: Secrets): string[] =>
  secrets
    .filter((secret) => secret !== undefined)
    .filter((secret) => secret.length >= 8)
    .flatMap((secret) => {
      // Most are the same in a URL.
      if (/^[\w.*-]+$/.test(secret)) {
        return [secret];
      }

      const encoded = encodeURIComponent(secret.toWellFormed());
      const form = new URLSearchParams({ '': secret }).toString().slice(1);

      return [secret, encoded, form, encodeURIComponent(encoded), encodeURIComponent(form)];
    })
    .flatMap((text) => [text, text.replaceAll(/%../g, (hex) => hex.toLowerCase())])
    // One may be the beginning of another.
    .sort((one, other) => other.length - one.length);

/** Text without the control characters in it, which nobody sees: nicknames have some. */
export const dropControls = (text: string): string => text.replaceAll(/\p{Cc}/gu, '');

/** `errmsg` cut short, and without the secrets that it may repeat. */
const cleanErrmsg = (errmsg: string, secrets: Secrets): string => {
  const spelled = spell(secrets);
  const hide = (text: string) =>
    spelled.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);

  return (
    // Twice, since a secret may come to light only without the control characters in between.
    hide(dropControls(hide(errmsg)))
      // Searching for URLs takes the square of the length.
      .slice(0, 4 * maxErrmsgLength)
      .replaceAll(/(:\/\/[^\s?]*)\?\S*/g, '$1?***')
      .replaceAll(/\?[^\s?=]*=\S*/g, '?***')
      .slice(0, maxErrmsgLength)
      .toWellFormed()
  );
};

/** The answer, with every text blanked that repeats a secret, tokens of its own included. */
export const blankSecrets = (body: JsonObject, secrets: Secrets): JsonObject => {
  const { access_token, refresh_token } = tokensGuard.parse(body);
  const spelled = spell([...secrets, access_token, refresh_token]);

  return mapText(body, (text) => {
    const forms = [text, dropControls(text)];

    return spelled.some((secret) => forms.some((form) => form.includes(secret))) ? '' : text;
  }) as JsonObject;
};

/** The data of an error, in the official connector's shapes where it has one. */
const describeErrcode = (
  code: ConnectorErrorCodes,
  errcode: number,
  errmsg: string,
  labels: SettingLabels
): unknown => {
  switch (code) {
    case ConnectorErrorCodes.SocialAuthCodeInvalid:
    case ConnectorErrorCodes.SocialAccessTokenInvalid: {
      return errmsg;
    }

    case ConnectorErrorCodes.InvalidConfig: {
      const setting = appIdErrcodes.has(errcode) ? labels.appid : labels.secret;

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
const fieldsOf = <Fields>(path: string, result: z.SafeParseReturnType<unknown, Fields>): Fields => {
  if (!result.success) {
    throw new ConnectorError(ConnectorErrorCodes.InvalidResponse, {
      errorDescription: `WeChat's answer (${path}) is not as expected: ${describeIssues(result.error)}`,
    });
  }

  return result.data;
};

/**
 * Reads from an answer what the endpoint's guard asks for.
 *
 * @throws `InvalidResponse` that names the fields that are missing or of another type.
 */
export const readFields = <Guard extends z.ZodTypeAny>(
  { path, guard }: Pick<Endpoint<Guard>, 'path' | 'guard'>,
  body: unknown
): z.output<Guard> =>
  fieldsOf(path, guard.safeParse(body) as z.SafeParseReturnType<unknown, z.output<Guard>>);

/**
 * Tells a good answer from a bad one.
 *
 * @param secrets what no error may hold, should WeChat repeat it.
 * @param labels what the form calls the settings of the app that asked.
 * @returns the body of a good answer, a JSON object.
 * @throws `ConnectorError`, its code as the endpoint says. None holds a secret, a token, a URL with
 * a query or the body.
 */
export const judgeAnswer = (
  endpoint: Endpoint,
  answer: Answer,
  secrets: Secrets,
  labels: SettingLabels
): JsonObject => {
  if (answer.status === undefined) {
    throw new ConnectorError(ConnectorErrorCodes.General, { errorDescription: answer.failure });
  }

  const { status, body, error } = answer;

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

  const { errcode, errmsg, access_token, refresh_token } = fieldsOf(endpoint.path, error);

  if (errcode) {
    const code = endpoint.errcodes.get(errcode) ?? ConnectorErrorCodes.General;
    const reason = cleanErrmsg(errmsg ?? `error ${errcode}`, [
      ...secrets,
      access_token,
      refresh_token,
    ]);

    throw new ConnectorError(code, describeErrcode(code, errcode, reason, labels));
  }

  return body as JsonObject; // Or `fieldsOf` would have thrown.
};

/** Asks and judges: {@link askWechat}, {@link judgeAnswer}. */
export const callWechat = async (
  endpoint: Endpoint,
  parameters: Query,
  secrets: Secrets,
  labels: SettingLabels
): Promise<JsonObject> =>
  judgeAnswer(endpoint, await askWechat(endpoint, parameters), secrets, labels);
