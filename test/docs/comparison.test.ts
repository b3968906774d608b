import { setTimeout } from 'node:timers/promises';
import { inspect } from 'node:util';

import { ConnectorError, ConnectorErrorCodes } from '@logto/connector-kit';
import createOfficial from '@logto/connector-wechat-web';
import { describe, expect, it } from 'vitest';

import { createSession, drive } from '../../playground/logto/drive.js';
import createConnector from '../../src/index.js';
import { config, refreshToken, tokenAnswer, userInfoAnswer } from '../support/answers.js';
import {
  type Answer,
  byHost,
  head,
  json,
  say,
  type Script,
  useScriptedWechat,
  withScript,
} from '../support/scripted-wechat.js';
import { codeTermsOf, type Node, pageOf, textOf, walk } from './markdown.js';

/** The two connectors, side by side: what `docs/comparison.md` says of them. */

useScriptedWechat();

const { clientId, clientSecret } = config;
/** Each connector finds its own names here, and ignores the others. */
const settings = { ...config, appId: clientId, appSecret: clientSecret };

const ours = drive(createConnector);
const official = drive(createOfficial);

type Driven = typeof ours;

/** One sign-in, to which WeChat answers by this script. */
const signIn = async (connector: Driven, script: Script, config: object = settings) =>
  withScript(script, async (_, code) => connector.signIn(config, { code }));

/** A good answer with this in it, and with a token that tells whose sign-in it is. */
const tokenWith =
  (fields: object): Answer =>
  (_socket, _tcp, { searchParams }) =>
    Response.json({
      ...tokenAnswer,
      access_token: `98_${searchParams.get('code') ?? ''}`,
      ...fields,
    });

const goodToken = tokenWith({});

const withBoth = (fields: object): Script => ({
  access_token: tokenWith(fields),
  userinfo: json({ ...userInfoAnswer, ...fields }),
});

const errorOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.fail('should have failed'),
    (error: unknown) => error
  );

const codeOf = async (promise: Promise<unknown>) =>
  ((await errorOf(promise)) as ConnectorError).code;

const hangUp: Answer = (socket) => {
  socket.destroy();
};

/** The query of WeChat's page, its parameters still encoded. */
const queryOf = (uri: string, name: string) => new RegExp(`[?&]${name}=([^&#]*)`).exec(uri)?.[1];

const phone =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36';
const qrCodePage = '/connect/qrconnect?';
const pageInsideWechat = '/connect/oauth2/authorize?';

const rows: Record<string, () => Promise<void>> = {
  'The form': async () => {
    const fieldsOf = async (create: typeof createConnector) => {
      const { metadata } = await create({ getConfig: async () => settings });

      return metadata.formItems?.length;
    };

    expect(await fieldsOf(createConnector)).toBe(9);
    expect(await fieldsOf(createOfficial)).toBe(3);
  },

  'Inside the WeChat app': async () => {
    const both = {
      ...settings,
      signInWith: 'both',
      serviceAccountClientId: 'wxfedcba9876543210',
      serviceAccountClientSecret: clientSecret,
    };
    const request = { headers: { userAgent: `${phone} MicroMessenger/8.0` } };
    const session = createSession();

    expect(await ours.authorize(both, request, session.setSession)).toContain(pageInsideWechat);
    await withScript(withBoth({ openid: 'another' }), async (_, code) => {
      expect(await ours.signIn(both, { code }, session.getSession)).toMatchObject({
        id: tokenAnswer.unionid,
      });
    });

    expect(await official.authorize(settings, request)).toContain(qrCodePage);
  },

  'A service account alone': async () => {
    const serviceAccount = { ...settings, signInWith: 'serviceAccount' };

    expect(await ours.authorize(serviceAccount)).toContain(pageInsideWechat);
    expect(await signIn(ours, withBoth({ unionid: undefined }), serviceAccount)).toMatchObject({
      id: tokenAnswer.openid,
    });

    expect(await official.authorize(serviceAccount)).toContain(qrCodePage);
  },

  'Phones outside WeChat': async () => {
    const fallbackUrl = 'https://shop.example/open-in-wechat.html';
    const request = { headers: { userAgent: phone }, jti: 'of-a-sign-in' };

    expect(await ours.authorize({ ...settings, fallbackUrl }, request)).toBe(fallbackUrl);
    expect(await official.authorize({ ...settings, fallbackUrl }, request)).toContain(qrCodePage);
  },

  'An empty unionid': async () => {
    const empty = withBoth({ unionid: '' });

    expect(await signIn(ours, empty)).toMatchObject({ id: tokenAnswer.openid });
    expect(await signIn(official, empty)).toMatchObject({ id: '' });
  },

  'Snapshot pages (快照页)': async () => {
    const snapshot = { access_token: tokenWith({ is_snapshotuser: 1 }) };

    expect(await errorOf(signIn(ours, snapshot))).toBeInstanceOf(ConnectorError);
    expect(await signIn(official, snapshot)).toMatchObject({ id: tokenAnswer.unionid });
  },

  snsapi_base: async () => {
    const base = { ...settings, scope: 'snsapi_base' };
    const script = {
      access_token: tokenWith({ scope: 'snsapi_base', unionid: undefined }),
      userinfo: json({ errcode: 48001, errmsg: 'api unauthorized' }),
    };

    await withScript(script, async ({ requests }, code) => {
      expect(await ours.signIn(base, { code })).toMatchObject({ id: tokenAnswer.openid });
      expect(requests).toHaveLength(1);
    });

    expect(await errorOf(signIn(official, script, base))).toBeInstanceOf(ConnectorError);
  },

  'Nicknames and avatars': async () => {
    const withControlCharacter = {
      userinfo: () => new Response(JSON.stringify(userInfoAnswer).replace('小明', '小\u0001明')),
    };

    expect(await signIn(ours, withControlCharacter)).toMatchObject({
      name: userInfoAnswer.nickname,
      avatar: userInfoAnswer.headimgurl.replace('http:', 'https:'),
    });

    expect(await errorOf(signIn(official, withControlCharacter))).toBeInstanceOf(Error);
    expect(await signIn(official, {})).toMatchObject({ avatar: userInfoAnswer.headimgurl });
  },

  'AppID and AppSecret swapped': async () => {
    const swapped = {
      clientId: clientSecret,
      clientSecret: clientId,
      appId: clientSecret,
      appSecret: clientId,
    };

    expect(await codeOf(ours.authorize(swapped))).toBe(ConnectorErrorCodes.InvalidConfig);
    expect(queryOf(await official.authorize(swapped), 'appid')).toBe(clientSecret);
  },

  'WeChat cannot be reached': async () => {
    const unreachable = { access_token: hangUp };
    const [error, officialError] = await Promise.all(
      [ours, official].map(async (connector) => errorOf(signIn(connector, unreachable)))
    );

    expect(error).toBeInstanceOf(ConnectorError);
    expect(inspect(error, { depth: Infinity })).not.toContain(clientSecret);
    expect(officialError).not.toBeInstanceOf(ConnectorError);
    expect(inspect(officialError, { depth: Infinity })).toContain(clientSecret);
  },

  'A redirect': async () => {
    const redirect = {
      access_token: byHost(
        (_socket, _tcp, { search }) =>
          Response.redirect(`https://open.weixin.qq.com/elsewhere/access_token${search}`, 302),
        goodToken
      ),
    };

    expect(await errorOf(signIn(ours, redirect))).toBeInstanceOf(ConnectorError);
    expect(await signIn(official, redirect)).toMatchObject({ id: tokenAnswer.unionid });
  },

  'An answer after 3.5 to 4 seconds': async () => {
    const signInAfter = async (connector: Driven, milliseconds: number) => {
      let isUsed = false;

      return signIn(connector, {
        access_token: async (...request) => {
          if (isUsed) {
            return Response.json({ errcode: 40163, errmsg: 'code been used' });
          }

          isUsed = true;
          await setTimeout(milliseconds);

          return goodToken(...request);
        },
      });
    };

    const users = await Promise.all(
      [ours, official].flatMap((connector) =>
        [3500, 4000].map(async (milliseconds) => signInAfter(connector, milliseconds))
      )
    );

    expect(users.map(({ id }) => id)).toEqual(users.map(() => tokenAnswer.unionid));
  },

  "WeChat's server is down": async () => {
    const down = { access_token: byHost(hangUp, goodToken) };

    expect(await signIn(ours, down)).toMatchObject({ id: tokenAnswer.unionid });
    expect(await errorOf(signIn(official, down))).toBeInstanceOf(Error);
  },

  'An error page with content-encoding: br': async () => {
    const page = {
      access_token: say(head('502 Bad Gateway', 'content-encoding: br', 'connection: close')),
    };

    expect(await errorOf(signIn(ours, page))).toBeInstanceOf(ConnectorError);
    expect(await errorOf(signIn(official, page))).not.toBeInstanceOf(ConnectorError);
  },

  'A wrong AppSecret, a used-up quota, a refusal': async () => {
    const codes = async (connector: Driven) =>
      Promise.all([
        ...[40125, 45009].map(async (errcode) =>
          codeOf(signIn(connector, { access_token: json({ errcode, errmsg: 'some words' }) }))
        ),
        codeOf(connector.signIn(settings, {})),
      ]);

    expect(new Set(await codes(ours)).size).toBe(3);
    expect(new Set(await codes(official))).toEqual(new Set([ConnectorErrorCodes.General]));
  },

  "WeChat's tokens": async () => {
    const signInForTokens = async (connector: Driven) =>
      withScript({}, async (_, code) => connector.signInForTokens(settings, { code }));

    expect(await signInForTokens(ours)).toMatchObject({
      tokenResponse: { refresh_token: tokenAnswer.refresh_token },
    });
    expect(await signInForTokens(official)).toBeUndefined();
    expect(await official.refresh(settings, refreshToken)).toBeUndefined();
  },

  Scope: async () => {
    const scopeOf = async ({ authorize }: Driven, scope: string) =>
      decodeURIComponent(queryOf(await authorize({ ...settings, scope }), 'scope') ?? 'absent');
    const several = 'snsapi_login snsapi_userinfo';

    expect(await scopeOf(ours, '')).toBe('snsapi_userinfo');
    expect(await scopeOf(ours, several)).toBe('snsapi_login,snsapi_userinfo');
    expect(await scopeOf(official, '')).toBe('');
    expect(await scopeOf(official, several)).toBe('snsapi_login+snsapi_userinfo');
  },

  'The redirect URI': async () => {
    const redirectUri = 'https://logto.example.com/回调?a=%20';
    const redirectUriOf = async ({ authorize }: Driven) =>
      decodeURIComponent(queryOf(await authorize(settings, { redirectUri }), 'redirect_uri') ?? '');

    expect(await redirectUriOf(ours)).toBe(redirectUri);
    expect(await redirectUriOf(official)).toBe(encodeURI(redirectUri));
  },

  "Language of WeChat's page": async () => {
    const english = { ...settings, lang: 'en' };

    expect(queryOf(await ours.authorize(english), 'lang')).toBe('en');
    expect(queryOf(await official.authorize(english), 'lang')).toBeUndefined();
  },

  'Name and description': async () => {
    const languagesOf = async (create: typeof createConnector) => {
      const { metadata } = await create({ getConfig: async () => settings });

      return Object.keys(metadata.description).length;
    };

    expect(await languagesOf(createConnector)).toBeGreaterThan(4);
    expect(await languagesOf(createOfficial)).toBe(4);
  },
};

const tablesOf = (file: string) => walk(pageOf(file)).filter(({ type }) => type === 'table');
const rowsOf = ({ children: [, ...tableRows] = [] }: Node) => tableRows;

describe('docs/comparison.md', () => {
  it.concurrent.each(Object.entries(rows))('is right about: %s', async (_, show) => {
    await show();
  });

  it('has no row that is neither shown here nor marked', () => {
    const tableRows = tablesOf('docs/comparison.md').flatMap(rowsOf);
    const subjectOf = ({ children: [subject] = [] }: Node) => (subject ? textOf(subject) : '');
    const isMarked = (row: Node) => /observed\)|\(documented\)/.test(textOf(row));

    expect(tableRows.map(subjectOf)).toEqual(expect.arrayContaining(Object.keys(rows)));
    expect(
      tableRows
        .filter((row) => !isMarked(row))
        .map(subjectOf)
        .filter((subject) => !rows[subject])
    ).toEqual([]);
  });

  it('says the same in Chinese', () => {
    const termsOf = (file: string) =>
      tablesOf(file).map((table) => rowsOf(table).map((row) => codeTermsOf(row)));

    expect(termsOf('docs/comparison.zh-CN.md')).toEqual(termsOf('docs/comparison.md'));
  });
});
