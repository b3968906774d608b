import { ConnectorError, ConnectorErrorCodes, type SocialUserInfo } from '@logto/connector-kit';

import createConnector from '../../src/index.js';

/**
 * A WeChat that answers whatever it is told to, in the place of `fetch`: without sockets, so that
 * there can be many thousands of answers. What goes over a wire is in `sockets.test.ts`.
 */

/** An answer, or an error that `fetch` throws. */
export type Answer = (url: URL) => Response | Error;

export const json = (body: unknown): Answer => {
  const text = JSON.stringify(body);

  return () => new Response(text, { headers: { 'content-type': 'text/plain' } });
};

export type Stub = {
  /** What was asked for. */
  requests: Request[];
  restore: () => void;
};

/** @param answers of the two calls, by the try: the last one stands for all that follow. */
export const stubFetch = (answers: {
  token: readonly Answer[];
  userInfo: readonly Answer[];
}): Stub => {
  const { fetch } = globalThis;
  const requests: Request[] = [];
  const tries = { token: 0, userInfo: 0 };

  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const call = url.pathname === '/sns/userinfo' ? 'userInfo' : 'token';
    const answer = answers[call][tries[call]] ?? answers[call].at(-1);
    const response = answer?.(url);

    tries[call] += 1;
    requests.push(request);

    if (!(response instanceof Response)) {
      throw response ?? new Error('no answer');
    }

    return response;
  };

  return {
    requests,
    restore: () => {
      globalThis.fetch = fetch;
    },
  };
};

const noSession = async () => {
  throw new ConnectorError(ConnectorErrorCodes.NotImplemented);
};

export const signIn = async (config: unknown, callback: unknown): Promise<SocialUserInfo> => {
  const { getUserInfo } = await createConnector({ getConfig: async () => config });

  return getUserInfo(callback, noSession);
};

export const authorize = async (
  config: unknown,
  request: { state: string; redirectUri: string; scope?: string }
): Promise<string> => {
  const { getAuthorizationUri } = await createConnector({ getConfig: async () => config });

  return getAuthorizationUri(
    {
      connectorId: 'connector-id',
      connectorFactoryId: 'wechat-website',
      jti: '',
      headers: {},
      ...request,
    },
    noSession
  );
};

/** Nobody's. */
export const config = {
  clientId: 'wx3f9d0c7be1a85264',
  clientSecret: '1c8bfe8f801d79745c4631d09fff36c8',
};
export const code = '0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P';
export const accessToken = '98_Zm9vYmFy/aG9zdGlsZQ+dG9rZW4=';
export const refreshToken = '98_cmVmcmVzaA/aG9zdGlsZQ+dG9rZW4=';
export const secrets = [config.clientSecret, code, accessToken, refreshToken];

export const tokenAnswer = {
  access_token: accessToken,
  expires_in: 7200,
  refresh_token: refreshToken,
  openid: 'oHostileOpenid0123456789abcd',
  scope: 'snsapi_userinfo',
  unionid: 'oHostileUnionid123456789abcd',
};

export const userInfoAnswer = {
  openid: tokenAnswer.openid,
  nickname: '小明 🌈',
  sex: 0,
  language: '',
  city: '',
  province: '',
  country: '',
  headimgurl: 'http://thirdwx.qlogo.cn/mmopen/vi_32/ming/132',
  privilege: [],
  unionid: tokenAnswer.unionid,
};
