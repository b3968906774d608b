import { ConnectorError, ConnectorErrorCodes } from '@logto/connector-kit';

import { apiHosts, callTimeLimit, firstTryTimeLimit, settingLabels } from './constant.js';
import {
  busyErrcode,
  type Endpoint,
  type Failure,
  unavailable,
  unknownErrcode,
  unreachable,
} from './endpoint.js';
import { type Answer, tryHost } from './http.js';
import { redact } from './redact.js';
import { type App, errorGuard } from './types.js';
import { buildQuery, type Guard, parseOrThrow, type Query } from './utils.js';

/** The `errcode` of an answer; 0 if it has none, or none that can be read. */
export const readErrcode = ({ body }: Answer): number =>
  errorGuard.safeParse(body).data?.errcode ?? 0;

/** Whether another host may do better: no answer, an HTTP 5xx, or "system busy". */
const isWorthAnotherTry = (answer: Answer): boolean =>
  answer.status === undefined || answer.status >= 500 || readErrcode(answer) === busyErrcode;

/**
 * Sends a request and, if that fails, sends it once more to the disaster-recovery host. Both tries
 * together end within {@link callTimeLimit}. Never throws.
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

  // Less than nothing is left if Logto was busy for seconds. Node.js would warn of that in Logto's log.
  const timeLeft = Math.max(0, callTimeLimit - (performance.now() - start));
  const secondAnswer = await tryHost(recoveryHost, pathAndQuery, timeLeft);

  return secondAnswer.status === undefined ? answer : secondAnswer;
};

/**
 * Reads an answer.
 *
 * @param app that asked: an error calls its settings by their labels in the form.
 * @param secrets that WeChat's words in an error must not repeat.
 * @returns what the endpoint's guard reads, and the whole body.
 * @throws `ConnectorError`. Its data has our sentence as `errorDescription`, the `host`, and, where there
 * are such, `errcode`, `errmsg`, `status` and `cause`.
 */
export const processAnswer = <Fields>(
  { path, guard, errcodes, statuses }: Endpoint<Fields>,
  { host, status, body, cause }: Answer,
  { name }: App,
  secrets: readonly string[]
): { fields: Fields; body: unknown } => {
  const toError = ({ code, describe }: Failure, details: object) =>
    new ConnectorError(code, { errorDescription: describe(settingLabels[name]), ...details, host });

  if (status === undefined) {
    throw toError(unreachable, cause ? { cause } : {});
  }

  if (status !== 200) {
    throw toError(statuses.get(status) ?? unavailable, { status });
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
    throw toError(errcodes.get(errcode) ?? unknownErrcode, {
      errcode,
      ...(errmsg && { errmsg: redact(errmsg, secrets) }),
    });
  }

  return { fields: parseBody(guard), body };
};

/** {@link requestWechat}, then {@link processAnswer}. */
export const callWechat = async <Fields>(
  endpoint: Endpoint<Fields>,
  query: Query,
  app: App,
  secrets: readonly string[]
): Promise<{ fields: Fields; body: unknown }> =>
  processAnswer(endpoint, await requestWechat(endpoint, query), app, secrets);
