import { register } from 'node:module';
import { pathToFileURL } from 'node:url';

import type { ConnectorSession, GetSession, SetSession } from '@logto/connector-kit';

/**
 * A Logto instance with one kit, in a process of its own: loads the connector from the instance
 * (the first argument), signs in against WeChat's stand-in, and prints what came of it as JSON.
 */

const [, , instance = ''] = process.argv;

register('./kit-hook.mjs', import.meta.url, { data: `${pathToFileURL(instance).href}/` });

const kit = await import('@logto/connector-kit');
const { default: kitPackage } = await import('@logto/connector-kit/package.json');
const { loadConnector } = await import('../../playground/logto/install.js');
const { redirect } = await import('../../playground/network/redirect.js');
const { officialAccount, people, websiteApp } = await import('../../playground/wechat/registry.js');
const { visit, wechatUserAgent } = await import('../../playground/wechat/visitor.js');
const { createWechat, serveWechat } = await import('../../playground/wechat/wechat.js');

const noSession = async () => {
  throw new kit.ConnectorError(kit.ConnectorErrorCodes.NotImplemented);
};

const factory = await loadConnector(instance);
/** Milliseconds that the stand-in's clock is ahead. */
let passed = 0;

const closeWechat = await serveWechat(
  createWechat({
    apps: [websiteApp, officialAccount],
    people,
    now: () => Date.now() + passed,
  })
);

const connectorWith = async (config: object) =>
  factory.createConnector({
    getConfig: async () => ({
      clientId: websiteApp.appid,
      clientSecret: websiteApp.secret,
      ...config,
    }),
  });

/** In an ordinary browser, unless told of another. */
const authorize = async (
  config: object = {},
  person = 'ming',
  headers: { userAgent?: string } = {},
  setSession: SetSession = noSession
) => {
  const { getAuthorizationUri } = await connectorWith(config);
  const authorizationUri = await getAuthorizationUri(
    {
      state: 'some_state',
      redirectUri: `https://${websiteApp.domain}/callback`,
      connectorId: 'connector-id',
      connectorFactoryId: factory.metadata.id,
      jti: '',
      headers,
    },
    setSession
  );

  return visit(authorizationUri, person);
};

const signIn = async (
  callback: object,
  config: object = {},
  getSession: GetSession = noSession
) => {
  const { getUserInfo } = await connectorWith(config);

  return getUserInfo(callback, getSession);
};

const inAppConfig = {
  isInAppSignInEnabled: true,
  officialAccountClientId: officialAccount.appid,
  officialAccountClientSecret: officialAccount.secret,
};

const signInInsideWechat = async () => {
  let session: ConnectorSession = {};

  const callback = await authorize(
    inAppConfig,
    'ming',
    { userAgent: wechatUserAgent },
    async (stored) => {
      session = stored;
    }
  );
  const { getTokenResponseAndUserInfo, getAccessTokenByRefreshToken } =
    await connectorWith(inAppConfig);
  const result = await getTokenResponseAndUserInfo?.(callback, async () => session);
  // The website app is asked first, and does not know the token.
  const renewed = await getAccessTokenByRefreshToken?.(result?.tokenResponse?.refresh_token ?? '');

  return { user: result?.userInfo, isRenewed: Boolean(renewed?.access_token) };
};

/** The QR page with the switch on, on a host without a session. */
const signInWithoutSession = async () => signIn(await authorize(inAppConfig), inAppConfig);

/** As a host with token storage does. */
const signInAndRefresh = async () => {
  const connector = await connectorWith({});
  const result = await connector.getTokenResponseAndUserInfo?.(await authorize(), noSession);
  const kept = result?.tokenResponse;
  const renewed = await connector.getAccessTokenByRefreshToken?.(kept?.refresh_token ?? '');

  return {
    user: result?.userInfo,
    lifetimes: [kept?.expires_in, renewed?.expires_in],
    isRenewed: Boolean(renewed?.access_token) && renewed?.access_token !== kept?.access_token,
  };
};

const refreshAfterAMonth = async () => {
  const connector = await connectorWith({});
  const result = await connector.getTokenResponseAndUserInfo?.(await authorize(), noSession);

  passed = 31 * 24 * 60 * 60 * 1000;

  return connector.getAccessTokenByRefreshToken?.(result?.tokenResponse?.refresh_token ?? '');
};

/** What the host would make of the error: only its own kit's gets past the 500. */
const failureOf = async (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'no error',
    (error: unknown) => (error instanceof kit.ConnectorError ? error.code : 'a bare 500')
  );

const callback = await authorize();
const user = await signIn(callback);
const insideWechat = await signInInsideWechat();
const userWithoutSession = await signInWithoutSession();
const refreshed = await signInAndRefresh();
const userWithBase = await signIn(await authorize({ scope: 'snsapi_base' }));
const failures = {
  refused: await failureOf(signIn({})),
  badSettings: await failureOf(signIn(callback, { clientId: '' })),
  wrongSecret: await failureOf(signIn(callback, { clientSecret: 'wrong' })),
  usedCode: await failureOf(signIn(callback)),
  snapshot: await failureOf(signIn(await authorize({}, 'snap'))),
  expiredToken: await failureOf(refreshAfterAMonth()),
  noUnionid: await failureOf(signIn(await authorize(inAppConfig, 'sam'), inAppConfig)),
};

await closeWechat();

// A server that is gone.
redirect('api.weixin.qq.com', { port: 1 });
redirect('api2.weixin.qq.com', { port: 1 });

console.log(
  JSON.stringify({
    kit: kitPackage.version,
    metadata: kit.connectorMetadataGuard.parse(factory.metadata),
    user: kit.socialUserInfoGuard.parse(user),
    insideWechat,
    userWithoutSession,
    refreshed,
    userWithBase: kit.socialUserInfoGuard.parse(userWithBase),
    failures: { ...failures, deadNetwork: await failureOf(signIn(callback)) },
  })
);
