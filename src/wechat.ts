import { ConnectorError, ConnectorErrorCodes } from '@logto/connector-kit';

import { apiHosts, callTimeLimit, firstTryTimeLimit } from './constant.js';
import {
  busyErrcode,
  type Endpoint,
  failed,
  type Failure,
  unavailable,
  unreachable,
} from './endpoint.js';
import { type Answer, tryHost } from './http.js';
import { redact } from './redact.js';
import { type App, errorGuard } from './types.js';
import { buildQuery, parseOrThrow, type Query } from './utils.js';

/** The `errcode` of an answer; 0 if it has none, or none that can be read. */
export const readErrcode = ({ body }: Answer): number =>
  errorGuard.safeParse(body).data?.errcode ?? 0;

/** Whether another host may do better: no answer, an HTTP 5xx, or "system busy". */
const isWorthAnotherTry = (answer: Answer): boolean =>
  answer.status === undefined || answer.status >= 500 || readErrcode(answer) === busyErrcode;

/**
 * Sends a request and, if that fails, sends it once more to the disaster-recovery host. Both tries
 * together end within 5 seconds. Never throws.
 *
 * A second try may cost the code: if WeChat took it but the answer was lost, the second answer is
 * errcode 40163, and the user has to start again.
 *
 * @returns the second answer if the first try failed and there is a second answer; else the first.
 */
export const requestWechat = async ({ path }: Endpoint, query: Query): Promise<Answer> => {
  const [host, recoveryHost] = apiHosts;
  const pathAndQuery = `${path}?${buildQuery(query)}`;
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
 * Reads an answer.
 *
 * @param app whose settings an error names as the form does.
 * @param secrets that WeChat's words in an error must not repeat.
 * @returns what the endpoint's guard reads, and the whole body.
 * @throws `ConnectorError`, by the endpoint's tables. Its data is our sentence, `errorDescription`,
 * what applies of `errcode`, WeChat's `errmsg`, an HTTP `status` and a `cause`, and the `host`.
 */
export const processAnswer = <Fields>(
  { path, guard, errcodes, statuses }: Endpoint<Fields>,
  { host, status, body, cause }: Answer,
  { labels }: App,
  secrets: readonly string[]
): { fields: Fields; body: unknown } => {
  const fail = ({ code, describe }: Failure, details: object) =>
    new ConnectorError(code, { errorDescription: describe(labels), ...details, host });

  if (status === undefined) {
    throw fail(unreachable, cause ? { cause } : {});
  }

  if (status !== 200) {
    throw fail(statuses.get(status) ?? unavailable, { status });
  }

  const read = <T>(answerGuard: Endpoint<T>['guard']) =>
    parseOrThrow(
      answerGuard,
      body,
      ConnectorErrorCodes.InvalidResponse,
      `WeChat's answer (${path}) is not as expected`,
      { host }
    );
  const { errcode, errmsg } = read(errorGuard);

  if (errcode) {
    throw fail(errcodes.get(errcode) ?? failed, {
      errcode,
      ...(errmsg && { errmsg: redact(errmsg, secrets) }),
    });
  }

  return { fields: read(guard), body };
};

/** {@link requestWechat}, then {@link processAnswer}. */
export const callWechat = async <Fields>(
  endpoint: Endpoint<Fields>,
  query: Query,
  app: App,
  secrets: readonly string[]
): Promise<{ fields: Fields; body: unknown }> =>
  processAnswer(endpoint, await requestWechat(endpoint, query), app, secrets);
