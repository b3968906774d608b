import { register } from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * A Logto instance with one kit, in a process of its own: loads the connector from the instance
 * (the first argument) by the CLI installed in the host's directory (the second), signs in against
 * the simulated WeChat, and prints what came of it as JSON.
 */

const [, , instance = '', host = ''] = process.argv;

register('./kit-hook.mjs', import.meta.url, {
  data: {
    core: `${pathToFileURL(instance).href}/packages/core/`,
    host: `${pathToFileURL(host).href}/`,
  },
});

const kit = await import('@logto/connector-kit');
const { default: kitPackage } = await import('@logto/connector-kit/package.json');
const { loadConnector } = await import('../../playground/logto/install.js');
const { serviceAccount, websiteApp } = await import('../../playground/wechat/apps-and-people.js');
const { visit, wechatUserAgent } = await import('../../playground/wechat/visitor.js');
const { serveWechat } = await import('../../playground/wechat/serve.js');
const { createWechat } = await import('../../playground/wechat/wechat.js');
const { createSession, drive } = await import('../../playground/logto/drive.js');

const { createConnector, metadata } = await loadConnector(instance);
const { authorize, signIn, signInForTokens, refresh } = drive(createConnector);
const config = { clientId: websiteApp.appid, clientSecret: websiteApp.secret };
/** One for each way to sign in. */
const ways = [
  config,
  {
    ...config,
    signInWith: 'both',
    serviceAccountClientId: serviceAccount.appid,
    serviceAccountClientSecret: serviceAccount.secret,
  },
  {
    signInWith: 'serviceAccount',
    clientId: serviceAccount.appid,
    clientSecret: serviceAccount.secret,
    userId: 'unionid',
  },
];

/** What the host would make of an error: only its own kit's gets past the 500. */
const failureOf = async (attempt: () => unknown) => {
  try {
    await attempt();

    return 'no error';
  } catch (error) {
    return error instanceof kit.ConnectorError ? error.code : 'a bare 500';
  }
};

const closeWechat = await serveWechat(createWechat());
const callback = await visit(await authorize(config), 'ming');
const { userInfo, tokenResponse } = (await signInForTokens(config, callback)) ?? {};

const signInInsideWechat = async (settings: object) => {
  const { setSession, getSession } = createSession();
  const uri = await authorize(settings, { headers: { userAgent: wechatUserAgent } }, setSession);

  return (await signIn(settings, await visit(uri, 'ming'), getSession)).id;
};

console.log(
  JSON.stringify({
    kit: kitPackage.version,
    metadata: kit.connectorMetadataGuard.parse(metadata),
    user: kit.socialUserInfoGuard.parse(userInfo),
    tokens: tokenResponse,
    renewed: await refresh(config, tokenResponse?.refresh_token ?? ''),
    ids: await Promise.all(ways.map(signInInsideWechat)),
    failures: {
      badSettings: await failureOf(() => authorize({ clientId: '' })),
      usedCode: await failureOf(() => signIn(config, callback)),
    },
  })
);

await closeWechat();
