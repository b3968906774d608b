import { inspect } from 'node:util';

import { ConnectorError, ConnectorErrorCodes } from '@logto/connector-kit';
import createOfficial from '@logto/connector-wechat-web';
import nock from 'nock';
import { describe, expect, it } from 'vitest';

import { createSession, drive } from '../../playground/logto/drive.js';
import createConnector from '../../src/index.js';
import { code, config, tokenAnswer, userInfoAnswer } from '../support/answers.js';
import {
  apiHost,
  breakConnection,
  recoveryHost,
  reply,
  tokenPath,
  userInfoPath,
  useWechatApi,
} from '../support/wechat-api.js';
import { type Node, pageOf, textOf, walk } from './markdown.js';

/** The two connectors, side by side: what `docs/comparison.md` says of them. */

useWechatApi();

const { clientId, clientSecret } = config;
/** Each connector finds its own names here, and ignores the others. */
const settings = { ...config, appId: clientId, appSecret: clientSecret };
const callback = { code };

const ours = drive(createConnector);
const official = drive(createOfficial);

const replyTo = (token: object, userInfo: object) => {
  reply(tokenPath, { ...tokenAnswer, ...token });
  reply(userInfoPath, { ...userInfoAnswer, ...userInfo });
};

const errorOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.fail('should have failed'),
    (error: unknown) => error
  );

const codeOf = async (promise: Promise<unknown>) =>
  ((await errorOf(promise)) as ConnectorError).code;

/** The query of WeChat's page, its parameters still encoded. */
const queryOf = (uri: string, name: string) => new RegExp(`[?&]${name}=([^&#]*)`).exec(uri)?.[1];

const rows: Record<string, () => Promise<void>> = {
  'Inside the WeChat app': async () => {
    const inApp = {
      ...settings,
      isInAppSignInEnabled: true,
      officialAccountClientId: 'wxfedcba9876543210',
      officialAccountClientSecret: clientSecret,
    };
    const request = { headers: { userAgent: 'MicroMessenger' } };
    const session = createSession();

    expect(await ours.authorize(inApp, request, session.setSession)).toContain(
      '/connect/oauth2/authorize?'
    );
    replyTo({ openid: 'another' }, { openid: 'another' });
    expect(await ours.signIn(inApp, callback, session.getSession)).toMatchObject({
      id: tokenAnswer.unionid,
    });

    expect(await official.authorize(settings, request)).toContain('/connect/qrconnect?');
  },

  'Snapshot pages (快照页)': async () => {
    reply(tokenPath, { ...tokenAnswer, is_snapshotuser: 1 });
    expect(await errorOf(ours.signIn(settings, callback))).toBeInstanceOf(ConnectorError);

    replyTo({ is_snapshotuser: 1 }, {});
    expect(await official.signIn(settings, callback)).toMatchObject({ id: tokenAnswer.unionid });
  },

  "WeChat's tokens": async () => {
    replyTo({}, {});
    expect(await ours.signInForTokens(settings, callback)).toMatchObject({
      tokenResponse: { access_token: tokenAnswer.access_token },
    });

    expect(await official.signInForTokens(settings, callback)).toBeUndefined();
    expect(await official.refresh(settings, tokenAnswer.refresh_token)).toBeUndefined();
  },

  "WeChat's server is down": async () => {
    // A code that the official connector's HTTP client does not wait and try again for.
    breakConnection(tokenPath, apiHost, 'EHOSTUNREACH');
    reply(tokenPath, tokenAnswer, { host: recoveryHost });
    reply(userInfoPath, userInfoAnswer);
    expect(await ours.signIn(settings, callback)).toMatchObject({ id: tokenAnswer.unionid });

    breakConnection(tokenPath, apiHost, 'EHOSTUNREACH');
    expect(await errorOf(official.signIn(settings, callback))).toBeInstanceOf(Error);
  },

  'The network fails': async () => {
    breakConnection(tokenPath, apiHost, 'CERT_HAS_EXPIRED');
    breakConnection(tokenPath, recoveryHost, 'CERT_HAS_EXPIRED');
    const error = await errorOf(ours.signIn(settings, callback));

    expect(error).toBeInstanceOf(ConnectorError);
    expect(inspect(error, { depth: Infinity })).not.toContain(clientSecret);

    breakConnection(tokenPath, apiHost, 'CERT_HAS_EXPIRED');
    const officialError = await errorOf(official.signIn(settings, callback));

    expect(officialError).not.toBeInstanceOf(ConnectorError);
    expect(inspect(officialError, { depth: Infinity })).toContain(clientSecret);
  },

  'A redirect': async () => {
    const redirect = () =>
      nock(`https://${apiHost}`)
        .get(tokenPath)
        .query(true)
        .reply(302, '', { location: 'https://elsewhere.example.com/' });

    redirect();
    expect(await errorOf(ours.signIn(settings, callback))).toBeInstanceOf(ConnectorError);

    redirect();
    nock('https://elsewhere.example.com').get('/').reply(200, tokenAnswer);
    reply(userInfoPath, userInfoAnswer);
    expect(await official.signIn(settings, callback)).toMatchObject({ id: tokenAnswer.unionid });
  },

  'A wrong App Secret, a used-up quota, a refusal': async () => {
    const codes = async ({ signIn }: typeof ours) => {
      const codesOfErrors: unknown[] = [];

      for (const errcode of [40125, 45009]) {
        reply(tokenPath, { errcode, errmsg: 'some words' });
        codesOfErrors.push(await codeOf(signIn(settings, callback)));
      }

      return [...codesOfErrors, await codeOf(signIn(settings, {}))];
    };

    expect(new Set(await codes(ours)).size).toBe(3);
    expect(new Set(await codes(official))).toEqual(new Set([ConnectorErrorCodes.General]));
  },

  'App ID and App Secret swapped': async () => {
    const swapped = {
      clientId: clientSecret,
      clientSecret: clientId,
      appId: clientSecret,
      appSecret: clientId,
    };

    expect(await codeOf(ours.authorize(swapped))).toBe(ConnectorErrorCodes.InvalidConfig);
    expect(queryOf(await official.authorize(swapped), 'appid')).toBe(clientSecret);
  },

  Scope: async () => {
    const scopeOf = async ({ authorize }: typeof ours, scope: string) =>
      decodeURIComponent(queryOf(await authorize({ ...settings, scope }), 'scope') ?? 'absent');
    const several = 'snsapi_login snsapi_userinfo';

    expect(await scopeOf(ours, '')).toBe('snsapi_userinfo');
    expect(await scopeOf(ours, several)).toBe('snsapi_login,snsapi_userinfo');
    expect(await scopeOf(official, '')).toBe('');
    expect(await scopeOf(official, several)).toBe('snsapi_login+snsapi_userinfo');
  },

  snsapi_base: async () => {
    const base = { ...settings, scope: 'snsapi_base' };
    const answer = { ...tokenAnswer, scope: 'snsapi_base', unionid: undefined };

    reply(tokenPath, answer);
    expect(await ours.signIn(base, callback)).toMatchObject({ id: tokenAnswer.openid });

    reply(tokenPath, answer);
    reply(userInfoPath, { errcode: 48001, errmsg: 'api unauthorized' });
    expect(await errorOf(official.signIn(base, callback))).toBeInstanceOf(ConnectorError);
  },

  'Nicknames and avatars': async () => {
    const withControlCharacter = () => {
      reply(tokenPath, tokenAnswer);
      reply(userInfoPath, JSON.stringify(userInfoAnswer).replace('小明', '小\u0001明'));
    };

    withControlCharacter();
    expect(await ours.signIn(settings, callback)).toMatchObject({
      name: userInfoAnswer.nickname,
      avatar: userInfoAnswer.headimgurl.replace('http:', 'https:'),
    });

    withControlCharacter();
    expect(await errorOf(official.signIn(settings, callback))).toBeInstanceOf(Error);
    replyTo({}, {});
    expect(await official.signIn(settings, callback)).toMatchObject({
      avatar: userInfoAnswer.headimgurl,
    });
  },

  'An empty unionid': async () => {
    const idWith = async ({ signIn }: typeof ours) => {
      replyTo({ unionid: '' }, { unionid: '' });

      return (await signIn(settings, callback)).id;
    };

    expect(await idWith(ours)).toBe(tokenAnswer.openid);
    expect(await idWith(official)).toBe('');
  },

  'The redirect URI': async () => {
    const redirectUri = 'https://logto.example.com/回调?a=%20';
    const redirectUriOf = async ({ authorize }: typeof ours) =>
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

describe('docs/comparison.md', () => {
  it.each(Object.entries(rows))('is right about: %s', async (_, show) => {
    await show();
  });

  it('has no row that is neither shown here nor seen on a Logto', () => {
    const [, ...tableRows] = walk(pageOf('docs/comparison.md')).filter(
      ({ type }) => type === 'tableRow'
    );
    const subjectOf = ({ children: [subject] = [] }: Node) => (subject ? textOf(subject) : '');
    const isSeen = (row: Node) => textOf(row).includes('(seen)');

    expect(tableRows.map(subjectOf)).toEqual(expect.arrayContaining(Object.keys(rows)));
    expect(
      tableRows
        .filter((row) => !isSeen(row))
        .map(subjectOf)
        .filter((subject) => !rows[subject])
    ).toEqual([]);
  });
});
