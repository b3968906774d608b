import { ConnectorError, ConnectorErrorCodes } from '@logto/connector-kit';

import { apiHosts, callTimeLimit, endUserSentences, recoveryDelay } from './constant.js';
import { type Call, type Meaning, meaningOf } from './errors.js';
import { type Answer, tryHost } from './http.js';
import {
  accessTokenGuard,
  type App,
  errorGuard,
  type Settings,
  tokenResponseGuard,
  userInfoGuard,
} from './types.js';
import { buildQuery, type Guard, parseOrThrow, type Query } from './utils.js';

/** One of WeChat's calls: where it is, and what a good answer has. */
const endpoint = <Fields>(call: Call, path: string, guard: Guard<Fields>) => ({
  call,
  path,
  guard,
});

type Endpoint<Fields> = ReturnType<typeof endpoint<Fields>>;

/** @see https://developers.weixin.qq.com/doc/service/api/webdev/access/api_snsaccesstoken.html */
export const accessTokenEndpoint = endpoint('token', '/sns/oauth2/access_token', accessTokenGuard);

/** @see https://developers.weixin.qq.com/doc/service/api/webdev/access/api_snsrefreshtoken.html */
export const refreshTokenEndpoint = endpoint(
  'refresh',
  '/sns/oauth2/refresh_token',
  tokenResponseGuard
);

/** @see https://developers.weixin.qq.com/doc/service/api/webdev/access/api_snsuserinfo.html */
export const userInfoEndpoint = endpoint('userInfo', '/sns/userinfo', userInfoGuard);

/** What {@link callWechat} says of the answer, or of the lack of one, in the data of its errors. */
type Details = Readonly<{ cause?: string; status?: number; errcode?: number; errmsg?: string }>;

export const detailsOf = (error: unknown): Details =>
  error instanceof ConnectorError ? (error.data as Details) : {};

/**
 * Reads what one host answered.
 *
 * @param secrets that WeChat's words in an error must not repeat.
 * @throws `ConnectorError` unless it is a good answer.
 */
const readAnswer = <Fields>(
  { call, path, guard }: Endpoint<Fields>,
  host: string,
  answer: Answer,
  { labels }: App,
  secrets: readonly (string | undefined)[]
): { fields: Fields; body: unknown } => {
  const toError = ([code, sentence]: Meaning, details: Details) => {
    const errorDescription = sentence
      .replace('{appid}', labels.appid)
      .replace('{secret}', labels.secret);

    return new ConnectorError(code, { errorDescription, ...details, host });
  };

  if ('cause' in answer) {
    throw toError([ConnectorErrorCodes.General, endUserSentences.unreachable], answer);
  }

  const { status, body } = answer;

  if (status !== 200) {
    throw toError(meaningOf(status, call, endUserSentences.unavailable), { status });
  }

  const parseBody = <T>(bodyGuard: Guard<T>) =>
    parseOrThrow(
      bodyGuard,
      body,
      ConnectorErrorCodes.InvalidResponse,
      `WeChat's answer (${path}) is not as expected`,
      { host }
    );
  const { errcode, errmsg } = parseBody(errorGuard);

  if (errcode) {
    // What is shorter is no secret, but a made-up code that may be an ordinary word.
    const repeated = secrets.some((secret = '') => secret.length >= 8 && errmsg?.includes(secret));

    throw toError(meaningOf(errcode, call, endUserSentences.failed), {
      errcode,
      ...(errmsg && !repeated && { errmsg }),
    });
  }

  return { fields: parseBody(guard), body };
};

/** Whether the other host may do better: there was no answer, an HTTP 5xx, or "system busy". */
const mayWorkElsewhere = (error: unknown): boolean => {
  const { cause, status = 200, errcode } = detailsOf(error);

  return cause !== undefined || status >= 500 || errcode === -1;
};

/** Whether WeChat rejects the code. The reason may be that the other host has used it up already. */
const isAboutCode = ({ code }: ConnectorError): boolean =>
  code === ConnectorErrorCodes.SocialAuthCodeInvalid;

/** A definite refusal tells most about a failed call, then the lack of an answer, then a rejected code. */
const chooseError = (errors: readonly ConnectorError[]): unknown =>
  errors.find((error) => !mayWorkElsewhere(error) && !isAboutCode(error)) ??
  errors.find(mayWorkElsewhere) ??
  errors[0];

/** The reason for aborting a request. Without one, an error would be made each time, which is slow. */
const ended = new Error('ended');

/**
 * Calls WeChat. If the first host fails, or has not answered after {@link recoveryDelay}, the
 * disaster-recovery host is asked as well, and the first good answer counts. The first request goes on
 * meanwhile, because WeChat may already have used up the code in it.
 *
 * @param app that calls: an error names the fields of this app.
 * @returns what the endpoint's guard reads, and the whole body.
 * @throws `ConnectorError`. Its data has our sentence as `errorDescription`, the `host`, and
 * {@link Details}.
 */
export const callWechat = async <Fields>(
  called: Endpoint<Fields>,
  query: Query,
  app: App,
  { apps }: Settings
): Promise<{ fields: Fields; body: unknown }> => {
  const { code, accessToken, refreshToken } = query;
  const secrets = [...apps.map((either) => either?.secret), code, accessToken, refreshToken];
  const pathAndQuery = `${called.path}?${buildQuery(query)}`;
  const [host, recoveryHost] = apiHosts;
  const controller = new AbortController();
  const timers: NodeJS.Timeout[] = [];
  const after = async <T>(milliseconds: number, value: T) =>
    new Promise<T>((resolve) => void timers.push(setTimeout(resolve, milliseconds, value)));
  const late = after(recoveryDelay, undefined);
  const timedOut = after(callTimeLimit, { cause: 'ETIMEDOUT' });

  const ask = async (asked: string) => {
    const answer = await Promise.race([tryHost(asked, pathAndQuery, controller.signal), timedOut]);

    return readAnswer(called, asked, answer, app, secrets);
  };
  const first = ask(host);
  // Ends as `first` does, or as the recovery host if that had to be asked.
  const second = Promise.race([first, late]).then(
    async (answer) => answer ?? ask(recoveryHost), // Without an answer `late` came first.
    async (error: unknown) => (mayWorkElsewhere(error) ? ask(recoveryHost) : first)
  );

  try {
    return await Promise.any([first, second]);
  } catch (error) {
    throw chooseError((error as AggregateError).errors);
  } finally {
    timers.forEach(clearTimeout);
    controller.abort(ended);
  }
};
