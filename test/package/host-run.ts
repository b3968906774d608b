import { register } from 'node:module';
import { pathToFileURL } from 'node:url';

import type { GetSession, SetSession } from '@logto/connector-kit';

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
const { redirect } = await import('../../playground/wechat/redirect.mjs');
const { serviceAccount, websiteApp } = await import('../../playground/wechat/apps-and-people.js');
const { visit, wechatUserAgent } = await import('../../playground/wechat/visitor.js');
const { serveWechat } = await import('../../playground/wechat/serve.js');
const { createWechat } = await import('../../playground/wechat/wechat.js');
const { code, config, tokenAnswer, userInfoAnswer } = await import('../support/answers.js');
const { createSession, drive } = await import('../../playground/logto/drive.js');
const { json, withAnswers } = await import('../support/stub-fetch.js');

const factory = await loadConnector(instance);
const connector = drive(factory.createConnector);
/** Milliseconds that WeChat's clock is ahead. */
let passed = 0;

const closeWechat = await serveWechat(createWechat({ now: () => Date.now() + passed }));

const websiteConfig = { clientId: websiteApp.appid, clientSecret: websiteApp.secret };

/** The callback of an ordinary browser, unless told of another. */
const authorize = async (
  config: object = {},
  person = 'ming',
  headers: { userAgent?: string } = {},
  setSession?: SetSession
) =>
  visit(
    await connector.authorize({ ...websiteConfig, ...config }, { headers }, setSession),
    person
  );

const signIn = async (callback: object, config: object = {}, getSession?: GetSession) =>
  connector.signIn({ ...websiteConfig, ...config }, callback, getSession);

const inAppConfig = {
  ...websiteConfig,
  isInAppSignInEnabled: true,
  officialAccountClientId: serviceAccount.appid,
  officialAccountClientSecret: serviceAccount.secret,
};

const signInInsideWechat = async () => {
  const { setSession, getSession } = createSession();
  const callback = await authorize(inAppConfig, 'ming', { userAgent: wechatUserAgent }, setSession);
  const result = await connector.signInForTokens(inAppConfig, callback, getSession);
  // The website app is asked first, and does not know the token.
  const renewed = await connector.refresh(inAppConfig, result?.tokenResponse?.refresh_token ?? '');

  return { user: result?.userInfo, isRenewed: Boolean(renewed?.access_token) };
};

/** The QR page with the switch on, on a host without a session. */
const signInWithoutSession = async () => signIn(await authorize(inAppConfig), inAppConfig);

const signInAndRefresh = async () => {
  const result = await connector.signInForTokens(websiteConfig, await authorize());
  const kept = result?.tokenResponse;
  const renewed = await connector.refresh(websiteConfig, kept?.refresh_token ?? '');

  return {
    user: result?.userInfo,
    lifetimes: [kept?.expires_in, renewed?.expires_in],
    isRenewed: Boolean(renewed?.access_token) && renewed?.access_token !== kept?.access_token,
  };
};

const refreshAfterAMonth = async () => {
  const result = await connector.signInForTokens(websiteConfig, await authorize());

  passed = 31 * 24 * 60 * 60 * 1000;

  return connector.refresh(websiteConfig, result?.tokenResponse?.refresh_token ?? '');
};

/** What the host would make of the error: only its own kit's gets past the 500. */
const failureOf = async (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'no error',
    (error: unknown) => (error instanceof kit.ConnectorError ? error.code : 'a bare 500')
  );

/** What the host shows of the error: its data, in the Audit logs. */
const dataOf = async (attempt: Promise<unknown>) =>
  attempt.then(
    () => undefined,
    (error: unknown) => (error instanceof kit.ConnectorError ? error.data : undefined)
  );

/** What the connector makes of answers that the simulated WeChat does not give. */
const withFields = async <Result>(
  { token, userInfo }: { token?: object; userInfo?: object },
  call: () => Promise<Result>
): Promise<Result> =>
  withAnswers(
    {
      token: [json({ ...tokenAnswer, ...token })],
      userInfo: [json({ ...userInfoAnswer, ...userInfo })],
    },
    call
  );

const signInWithFields = async (fields: { token?: object; userInfo?: object }) =>
  withFields(fields, async () => connector.signInForTokens(config, { code }));

const callback = await authorize();
const user = await signIn(callback);
const insideWechat = await signInInsideWechat();
const userWithoutSession = await signInWithoutSession();
const refreshed = await signInAndRefresh();
const base = { scope: 'snsapi_base' };
const callbackWithBase = await authorize(base);
const userWithBase = await signIn(callbackWithBase, base);
const failures = {
  refused: await failureOf(signIn({})),
  badSettings: await failureOf(signIn(callback, { clientId: '' })),
  wrongSecret: await failureOf(signIn(callback, { clientSecret: 'wrong' })),
  usedCode: await failureOf(signIn(callback)),
  longCode: await failureOf(signIn({ code: 'c'.repeat(513) })),
  // Users can edit the address of WeChat's page.
  editedScope: await failureOf(signIn(await authorize(base))),
  snapshot: await failureOf(signIn(await authorize({}, 'snap'))),
  expiredToken: await failureOf(refreshAfterAMonth()),
  wrongAppIdInsideWechat: await failureOf(
    connector.refresh(
      { ...inAppConfig, officialAccountClientId: 'wx-wrong' },
      'not a refresh token'
    )
  ),
  noUnionid: await failureOf(signIn(await authorize(inAppConfig, 'sam'), inAppConfig)),
  noOpenid: await failureOf(signInWithFields({ userInfo: { openid: undefined } })),
  otherUnionid: await failureOf(signInWithFields({ userInfo: { unionid: 'oSomebodyElse' } })),
  longOpenid: await failureOf(signInWithFields({ token: { openid: 'o'.repeat(129) } })),
  longToken: await failureOf(signInWithFields({ token: { access_token: 't'.repeat(513) } })),
};
/** Both for saving, by the guard, and for use. */
const refusalOf = async (settings: object) => ({
  saving: factory.configGuard.safeParse({ ...websiteConfig, ...settings }).error?.issues[0]?.path,
  use: await failureOf(authorize(settings)),
});
const refusals = {
  swapped: await refusalOf({ clientId: websiteApp.secret, clientSecret: websiteApp.appid }),
  swappedInsideWechat: await refusalOf({
    ...inAppConfig,
    officialAccountClientId: serviceAccount.secret,
  }),
  baseInsideWechat: await refusalOf({ ...inAppConfig, ...base }),
};
const frozen = await dataOf(signInWithFields({ token: { errcode: 40243 } }));
// A code that ends with the beginning of the secret, in whose place WeChat repeats both.
const overlappingCode = `${'c'.repeat(40)}${config.clientSecret.slice(0, 1)}`;
const masked = await dataOf(
  withFields(
    { token: { errcode: 40029, errmsg: `${'c'.repeat(40)}${config.clientSecret}` } },
    async () => connector.signIn(config, { code: overlappingCode })
  )
);
const languages = await Promise.all(
  [undefined, '', 'cn', 'en'].map(async (lang) => {
    const uri = await connector.authorize({ ...websiteConfig, lang });

    return new URL(uri).searchParams.get('lang');
  })
);
const { tokenResponse: tokensOfLongScope } =
  (await signInWithFields({ token: { scope: 'snsapi_userinfo,'.repeat(4000) } })) ?? {};
const usedCodeData = await dataOf(signIn(callback));
const fitted = await signInWithFields({
  token: { expires_in: undefined, scope: 'snsapi_userinfo, snsapi_base,' },
  userInfo: {
    nickname: '小'.repeat(200),
    headimgurl: 'https://thirdwx.qlogo.cn/'.padEnd(2049, '0'),
    access_token: 'token',
  },
});
// As the host does it.
const merged = {
  refresh_token: 'kept',
  ...(await withFields({ token: { refresh_token: undefined } }, async () =>
    connector.refresh(config, 'kept')
  )),
};

await closeWechat();

// A server that is gone.
redirect(() => ({ port: 1 }));

console.log(
  JSON.stringify({
    kit: kitPackage.version,
    metadata: kit.connectorMetadataGuard.parse(factory.metadata),
    user: kit.socialUserInfoGuard.parse(user),
    insideWechat,
    userWithoutSession,
    refreshed,
    userWithBase: kit.socialUserInfoGuard.parse(userWithBase),
    fitted,
    merged,
    refusals,
    languages,
    tokensOfLongScope,
    failures: { ...failures, deadNetwork: await failureOf(signIn(callback)) },
    data: { frozen, masked, usedCode: usedCodeData, deadNetwork: await dataOf(signIn(callback)) },
  })
);
