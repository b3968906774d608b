import { inspect } from 'node:util';

import { ConnectorError, ConnectorErrorCodes, type SetSession } from '@logto/connector-kit';
import createOfficial from '@logto/connector-wechat-web';
import { describe, expect, it } from 'vitest';

import { createSession, drive } from '../../playground/logto/drive.js';
import createConnector from '../../src/index.js';
import { bothConfig, config, tokenAnswer, userInfoAnswer } from '../support/answers.js';
import {
  after,
  type Answer,
  byHost,
  good,
  head,
  json,
  say,
  type Script,
  tokenWith,
  useScriptedWechat,
  withScript,
} from '../support/scripted-wechat.js';
import { codeTermsOf, type Node, pageOf, textOf, walk } from './markdown.js';

/** The two connectors, side by side: what `docs/comparison.md` says of them. */

useScriptedWechat();

const { clientId, clientSecret } = config;
const { openid, unionid } = tokenAnswer;
const { nickname, headimgurl } = userInfoAnswer;
const { AuthorizationFailed, General, InvalidConfig, RateLimitExceeded } = ConnectorErrorCodes;
/** Each connector finds its own names here, and ignores the others. */
const settings = { ...config, appId: clientId, appSecret: clientSecret };

const factories = [createConnector, createOfficial];

const metadata = async () =>
  Promise.all(
    factories.map(async (create) => (await create({ getConfig: async () => settings })).metadata)
  );

/** What comes of the same with this connector and with the official one: a value or an error each. */
const withBoth = async <Result>(action: (connector: ReturnType<typeof drive>) => Promise<Result>) =>
  Promise.all(
    factories.map(async (create) => action(drive(create)).catch((error: unknown) => error))
  );

/** The addresses that a sign-in begins with. */
const authorize = async (changes: object, ...more: [request?: object, setSession?: SetSession]) =>
  withBoth(async (connector) => connector.authorize({ ...settings, ...changes }, ...more));

/** A parameter of these addresses. */
const parameterOf = async (name: string, changes: object, request?: object) =>
  (await authorize(changes, request)).map((uri) => new URL(String(uri)).searchParams.get(name));

/** One sign-in with each, to which WeChat answers by this script. */
const signIn = async (script: Script, changes: object = {}) =>
  withBoth(async (connector) =>
    withScript(script, async (_, code) => connector.signIn({ ...settings, ...changes }, { code }))
  );

const hangUp: Answer = (socket) => {
  socket.destroy();
};
const errcode = (errcode: number) => json({ errcode, errmsg: 'some words' });

const phone =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36';
const insideWechat = { headers: { userAgent: `${phone} MicroMessenger/8.0` } };
const fallbackUrl = 'https://shop.example/open-in-wechat.html';
const twoScopes = 'snsapi_login snsapi_userinfo';
const redirectUri = 'https://logto.example.com/回调?a=%20';

const has = (fields: object) => expect.objectContaining(fields) as unknown;
const holds = (text: string) => expect.stringContaining(text) as unknown;
const [qrCodePage, pageInsideWechat] = ['/qrconnect?', '/oauth2/authorize?'].map(holds);
const [kitError, anyError] = [expect.any(ConnectorError), expect.any(Error)] as unknown[];
const otherError = expect.toSatisfy((error) => !(error instanceof ConnectorError)) as unknown;

type Row = [subject: string, show: () => Promise<unknown[]>, ours: unknown, official: unknown];

const rows: Row[] = [
  ['The form', async () => (await metadata()).map(({ formItems }) => formItems?.length), 9, 3],
  [
    'Inside the WeChat app',
    async () => authorize(bothConfig, insideWechat, createSession().setSession),
    pageInsideWechat,
    qrCodePage,
  ],
  [
    'A service account alone',
    async () => authorize({ signInWith: 'serviceAccount' }),
    pageInsideWechat,
    qrCodePage,
  ],
  [
    'Phones outside WeChat',
    async () => authorize({ fallbackUrl }, { headers: { userAgent: phone }, jti: 'some' }),
    fallbackUrl,
    qrCodePage,
  ],
  [
    'An empty unionid',
    async () =>
      signIn({
        access_token: tokenWith({ unionid: '' }),
        userinfo: json({ ...userInfoAnswer, unionid: '' }),
      }),
    has({ id: openid }),
    has({ id: '' }),
  ],
  [
    'Snapshot pages (快照页)',
    async () => signIn({ access_token: tokenWith({ is_snapshotuser: 1 }) }),
    kitError,
    has({ id: unionid }),
  ],
  [
    'snsapi_base',
    async () => signIn({ userinfo: errcode(48001) }, { scope: 'snsapi_base' }),
    has({ id: openid }),
    anyError,
  ],
  [
    'Nicknames and avatars',
    async () =>
      signIn({
        userinfo: () => new Response(JSON.stringify(userInfoAnswer).replace('小', '小\u0001')),
      }),
    has({ name: nickname }),
    anyError,
  ],
  [
    'Nicknames and avatars',
    async () => signIn({}),
    has({ avatar: headimgurl.replace('http:', 'https:') }),
    has({ avatar: headimgurl }),
  ],
  [
    'AppID and AppSecret swapped',
    async () => authorize({ clientId: clientSecret, appId: clientSecret }),
    has({ code: InvalidConfig }),
    holds(`appid=${clientSecret}&`),
  ],
  ['WeChat cannot be reached', async () => signIn({ access_token: hangUp }), kitError, otherError],
  [
    'WeChat cannot be reached',
    async () =>
      (await signIn({ access_token: hangUp })).map((error) => inspect(error, { depth: Infinity })),
    expect.not.stringContaining(clientSecret),
    holds(clientSecret),
  ],
  [
    'A redirect',
    async () =>
      signIn({
        access_token: byHost(
          (_socket, _tcp, { search }) =>
            Response.redirect(`https://open.weixin.qq.com/elsewhere/access_token${search}`, 302),
          good.access_token
        ),
      }),
    kitError,
    has({ id: unionid }),
  ],
  ...[3.5, 4].map((seconds): Row => [
    'An answer after 3.5 to 4 seconds',
    async () => signIn({ access_token: byHost(after(seconds, good.access_token), errcode(40163)) }),
    has({ id: unionid }),
    has({ id: unionid }),
  ]),
  [
    "WeChat's server is down",
    async () => signIn({ access_token: byHost(hangUp, good.access_token) }),
    has({ id: unionid }),
    anyError,
  ],
  [
    'An error page with content-encoding: br',
    async () =>
      signIn({
        access_token: say(head('502 Bad Gateway', 'content-encoding: br', 'connection: close')),
      }),
    kitError,
    otherError,
  ],
  ...[40125, 45009].map((failure, index): Row => [
    'A wrong AppSecret, a used-up quota, a refusal',
    async () => signIn({ access_token: errcode(failure) }),
    has({ code: [InvalidConfig, RateLimitExceeded][index] }),
    has({ code: General }),
  ]),
  [
    'A wrong AppSecret, a used-up quota, a refusal',
    async () => withBoth(async (connector) => connector.signIn(settings, {})),
    has({ code: AuthorizationFailed }),
    has({ code: General }),
  ],
  [
    "WeChat's tokens",
    async () =>
      withBoth(async ({ signInForTokens }) =>
        withScript({}, async (_, code) => signInForTokens(settings, { code }))
      ),
    has({ tokenResponse: expect.anything() as unknown }),
    undefined,
  ],
  ['Scope', async () => parameterOf('scope', { scope: '' }), 'snsapi_userinfo', ''],
  [
    'Scope',
    async () => parameterOf('scope', { scope: twoScopes }),
    twoScopes.replace(' ', ','),
    twoScopes,
  ],
  [
    'The redirect URI',
    async () => parameterOf('redirect_uri', {}, { redirectUri }),
    redirectUri,
    encodeURI(redirectUri),
  ],
  ["Language of WeChat's page", async () => parameterOf('lang', { lang: 'en' }), 'en', null],
  [
    'Name and description',
    async () => (await metadata()).map(({ description }) => Object.keys(description).length),
    expect.toSatisfy((count) => count > 4),
    4,
  ],
];

const tablesOf = (file: string) => walk(pageOf(file)).filter(({ type }) => type === 'table');
const rowsOf = ({ children: [, ...tableRows] = [] }: Node) => tableRows;

describe('docs/comparison.md', () => {
  it.concurrent.each(rows)('is right about: %s', async (_, show, ours, official) => {
    expect(await show()).toEqual([ours, official]);
  });

  it('has no row that is neither shown here nor marked', () => {
    const shown = rows.map(([subject]) => subject);
    const tableRows = tablesOf('docs/comparison.md').flatMap(rowsOf);
    const subjectOf = ({ children: [subject] = [] }: Node) => (subject ? textOf(subject) : '');
    const isMarked = (row: Node) => /observed\)|\(documented\)/.test(textOf(row));

    expect(tableRows.map(subjectOf)).toEqual(expect.arrayContaining(shown));
    expect(
      tableRows
        .filter((row) => !isMarked(row))
        .map(subjectOf)
        .filter((subject) => !shown.includes(subject))
    ).toEqual([]);
  });

  it('says the same in Chinese', () => {
    const termsOf = (file: string) =>
      tablesOf(file).map((table) => rowsOf(table).map((row) => codeTermsOf(row)));

    expect(termsOf('docs/comparison.zh-CN.md')).toEqual(termsOf('docs/comparison.md'));
  });
});
