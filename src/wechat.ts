import { ConnectorError, ConnectorErrorCodes } from '@logto/connector-kit';

import { apiHosts, callTimeLimit, endUserSentences, firstTryTimeLimit } from './constant.js';
import type { Endpoint, Refusal } from './endpoint.js';
import { tryHost, type Answer } from './http.js';
import { redact } from './redact.js';
import { errorGuard, type App } from './types.js';
import { buildQuery, parseOrThrow, type Query } from './utils.js';

/** The `errcode` of an answer; 0 if it has none. */
export const readErrcode = ({ body }: Answer): number =>
  errorGuard.safeParse(body).data?.errcode ?? 0;

/** WeChat's "system busy". */
const busyErrcode = -1;

/** Whether another host may do better: no answer, an HTTP 5xx, or "system busy". */
const isWorthAnotherTry = (answer: Answer): boolean =>
  answer.status === undefined || answer.status >= 500 || readErrcode(answer) === busyErrcode;

/**
 * Makes one of WeChat's calls, over within 5 seconds. If it fails it is made once more, at the
 * disaster-recovery host.
 *
 * A code can be used once. So if WeChat took the code but its answer was lost, the second try ends in
 * 40163, and the user has to start again.
 *
 * @returns the second answer if the first one failed, unless there was none; never throws.
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

const general = (sentence: string): Refusal => ({
  code: ConnectorErrorCodes.General,
  describe: () => sentence,
});

const unreachable = general(endUserSentences.unreachable);
const unavailable = general(endUserSentences.unavailable);
const failed = general(endUserSentences.failed);

/**
 * Reads an answer.
 *
 * @param app that asked: an error about its settings names them as the form does.
 * @param secrets that WeChat's words in an error must not repeat.
 * @returns what the endpoint's guard reads, and the whole body.
 * @throws `ConnectorError`, by the endpoint's tables. Its data is our sentence, `errorDescription`, and
 * what there is of `errcode`, WeChat's `errmsg`, the HTTP `status`, the `host` and the `cause`.
 */
export const processAnswer = <Fields>(
  { path, guard, errcodes, statuses }: Endpoint<Fields>,
  { host, status, body, cause }: Answer,
  { labels }: App,
  secrets: readonly string[]
): { fields: Fields; body: unknown } => {
  const refuse = ({ code, describe }: Refusal, details: object) =>
    new ConnectorError(code, { errorDescription: describe(labels), ...details });

  if (status === undefined) {
    throw refuse(unreachable, { host, ...(cause && { cause }) });
  }

  if (status !== 200) {
    throw refuse(statuses.get(status) ?? unavailable, { host, status });
  }

  const read = <T>(part: Endpoint<T>['guard']) =>
    parseOrThrow(
      part,
      body,
      ConnectorErrorCodes.InvalidResponse,
      `WeChat's answer (${path}) is not as expected`
    );
  const { errcode, errmsg } = read(errorGuard);

  if (errcode) {
    throw refuse(errcodes.get(errcode) ?? (errcode === busyErrcode ? unavailable : failed), {
      errcode,
      ...(errmsg && { errmsg: redact(errmsg, secrets) }),
    });
  }

  return { fields: read(guard), body };
};

/** Asks and reads the answer: {@link requestWechat}, {@link processAnswer}. */
export const callWechat = async <Fields>(
  endpoint: Endpoint<Fields>,
  query: Query,
  app: App,
  secrets: readonly string[]
): Promise<{ fields: Fields; body: unknown }> =>
  processAnswer(endpoint, await requestWechat(endpoint, query), app, secrets);
