import { ConnectorError, type ConnectorErrorCodes } from '@logto/connector-kit';
import nock from 'nock';
import { afterEach, beforeAll, beforeEach, expect } from 'vitest';

import { secrets } from './answers.js';
import { expectNoSecret } from './secrets.js';

/** WeChat's API, answered by nock in the place of the network. For unit tests. */

export const apiHost = 'api.weixin.qq.com';
export const recoveryHost = 'api2.weixin.qq.com';
export const tokenPath = '/sns/oauth2/access_token';
export const refreshPath = '/sns/oauth2/refresh_token';
export const userInfoPath = '/sns/userinfo';

type Reply = { status?: number; host?: string; query?: Record<string, string> };

/** Answers the next call of this path. As WeChat does: JSON that is labeled as text. */
export const reply = (path: string, body: nock.Body, { status, host, query }: Reply = {}) => {
  nock(`https://${host ?? apiHost}`)
    .get(path)
    .query(query ?? true)
    .reply(status ?? 200, body, { 'content-type': 'text/plain' });
};

/** From here on, each test must make exactly the calls that it has answers for. */
export const useWechatApi = (): void => {
  let unexpectedRequests = 0;

  beforeAll(() => {
    nock.disableNetConnect();
    nock.emitter.on('no match', () => {
      unexpectedRequests += 1;
    });
  });

  beforeEach(() => {
    unexpectedRequests = 0;
  });

  afterEach(() => {
    const pending = nock.pendingMocks();

    nock.cleanAll();
    expect(pending).toEqual([]);
    expect(unexpectedRequests).toBe(0);
  });
};

type Failure = ConnectorError & { data: Record<string, unknown> };

/** The kit's error that a promise ends with. Whatever it is, no secret and no query is in it. */
export const failureOf = async (
  promise: Promise<unknown>,
  moreSecrets: readonly string[] = []
): Promise<Failure> => {
  const error: unknown = await promise.then(
    () => expect.fail('should have failed'),
    (error: unknown) => error
  );

  if (!(error instanceof ConnectorError)) {
    throw error;
  }

  expectNoSecret(error, [...secrets, ...moreSecrets]);
  expect(JSON.stringify(error)).not.toMatch(/\?\w+=/);

  return error as Failure;
};

/** Expects that it ends with the kit's error of this code, which holds these data and no others. */
export const expectFailure = async (
  promise: Promise<unknown>,
  code: ConnectorErrorCodes,
  data: object
): Promise<void> => {
  const failure = await failureOf(promise);

  expect({ code: failure.code, data: failure.data }).toStrictEqual({ code, data });
};
