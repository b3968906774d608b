import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { ConnectorError, ConnectorErrorCodes } from '@logto/connector-kit';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';

import { networkFaults, type NetworkFault } from '../playground/network/faults.js';
import { redirect } from '../playground/network/redirect.js';
import { serveWechat, createWechat } from '../playground/wechat/wechat.js';
import { people, websiteApp } from '../playground/wechat/registry.js';
import { visit } from '../playground/wechat/visitor.js';
import createConnector from '../src/index.js';

const noSession = async () => {
  throw new ConnectorError(ConnectorErrorCodes.NotImplemented);
};

// A collection in the middle of an answer once made `fetch` deaf to its signal, so have many.
setFlagsFromString('--expose-gc');
const collectGarbage = setInterval(runInNewContext('gc') as () => void, 100);

afterAll(() => {
  clearInterval(collectGarbage);
});

/** Undone after each test, last first. */
let cleanUps: (() => unknown)[];
let requests: URL[];

const authorize = async (scope: string) => {
  const { getAuthorizationUri, getUserInfo } = await createConnector({
    getConfig: async () => ({
      clientId: websiteApp.appid,
      clientSecret: websiteApp.secret,
      scope,
    }),
  });
  const authorizationUri = await getAuthorizationUri(
    {
      state: 'some_state',
      redirectUri: `https://${websiteApp.domain}/callback`,
      connectorId: 'connector-id',
      connectorFactoryId: 'wechat-website',
      jti: '',
      headers: {},
    },
    noSession
  );
  const callback = await visit(authorizationUri, 'ming');

  requests.length = 0;

  return { callback, signIn: async () => getUserInfo(callback, noSession) };
};

const breakHosts = ({ options }: NetworkFault, ...hosts: string[]) => {
  for (const host of hosts) {
    cleanUps.push(redirect(host, options));
  }
};

const hostsAndPaths = () => requests.map(({ host, pathname }) => `${host}${pathname}`);

beforeEach(async () => {
  requests = [];
  cleanUps = [
    await serveWechat(
      createWechat({
        apps: [websiteApp],
        people,
        onRequest: (url) => {
          requests.push(url);
        },
      })
    ),
  ];
});

afterEach(async () => {
  for (const cleanUp of cleanUps.reverse()) {
    await cleanUp();
  }
});

it('a healthy sign-in makes two requests, one with snsapi_base', async () => {
  await (await authorize('snsapi_userinfo')).signIn();
  expect(hostsAndPaths()).toEqual([
    'api.weixin.qq.com/sns/oauth2/access_token',
    'api.weixin.qq.com/sns/userinfo',
  ]);

  await (await authorize('snsapi_base')).signIn();
  expect(hostsAndPaths()).toEqual(['api.weixin.qq.com/sns/oauth2/access_token']);
});

describe.each(Object.entries(networkFaults))('%s', (_, createFault) => {
  let fault: NetworkFault;

  beforeEach(async () => {
    fault = await createFault();
    cleanUps.push(fault.close);
  });

  it('at one domain does not stop a sign-in', async () => {
    const { signIn } = await authorize('snsapi_userinfo');

    breakHosts(fault, 'api.weixin.qq.com');

    await expect(signIn()).resolves.toMatchObject({ name: '小明 🌈' });
    expect(hostsAndPaths()).toEqual([
      'api2.weixin.qq.com/sns/oauth2/access_token',
      'api2.weixin.qq.com/sns/userinfo',
    ]);
  });

  it('at both domains is an error that people can read and that holds no secret', async () => {
    const { signIn, callback } = await authorize('snsapi_userinfo');

    breakHosts(fault, 'api.weixin.qq.com', 'api2.weixin.qq.com');

    const error: unknown = await signIn().catch((error: unknown) => error);

    expect(error).toBeInstanceOf(ConnectorError);
    expect(error).toMatchObject({
      code: ConnectorErrorCodes.General,
      data: { errorDescription: expect.stringMatching(/^WeChat .* try again\.$/) as string },
    });
    expect(requests).toEqual([]);

    const everything = inspect(error, { depth: Infinity, showHidden: true });

    expect(everything).not.toContain(websiteApp.secret);
    expect(everything).not.toContain(callback.code);
    expect(everything).not.toMatch(/\?\w+=/);
  });
});
