import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  loginOnlyApp,
  people,
  serviceAccount,
  testAccount,
  unboundAccount,
  websiteApp,
} from '../../playground/wechat/apps-and-people.js';
import type { App } from '../../playground/wechat/model.js';
import { serveWechat } from '../../playground/wechat/serve.js';
import { createStore, isInApp } from '../../playground/wechat/store.js';
import { visit, wechatUserAgent } from '../../playground/wechat/visitor.js';
import { createWechat } from '../../playground/wechat/wechat.js';

type Fields = Record<string, string>;

const minute = 60_000;
const redirectUri = `https://${websiteApp.domain}/callback?from=here`;
const insideWechat = { 'user-agent': wechatUserAgent };

let now = 0;
const simulated = createWechat({ now: () => now });
const { app: wechat } = simulated;
let close: () => Promise<void>;

beforeAll(async () => {
  close = await serveWechat(simulated);
});

afterAll(async () => close());

/** The address of the page on which an app asks a person. */
const addressOf = (app: App, changes: Fields = {}) => {
  const query = new URLSearchParams({
    appid: app.appid,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'snsapi_userinfo',
    state: 'a state',
    ...changes,
  });
  const path = isInApp(app) ? 'oauth2/authorize' : 'qrconnect';

  return `https://open.weixin.qq.com/connect/${path}?${query.toString()}`;
};

const openPage = async (app: App, changes: Fields = {}, headers: Fields = insideWechat) =>
  (await wechat.request(addressOf(app, changes), { headers })).text();

const post = async (path: string, fields: Fields) =>
  wechat.request(path, { method: 'POST', body: new URLSearchParams(fields) });

const uuidOn = (page: string) => /name="uuid" value="(\w+)"/.exec(page)?.[1] ?? '';

const getCode = async (app = websiteApp, person = 'ming', changes: Fields = {}) =>
  (await visit(addressOf(app, changes), person)).code ?? '';

const call = async (path: string, query: Fields) =>
  wechat.request(`/sns/${path}?${new URLSearchParams(query).toString()}`);

const ask = async (path: string, query: Fields) =>
  (await (await call(path, query)).json()) as Fields;

const exchange = async (code: string, { appid, secret } = websiteApp, changes: Fields = {}) =>
  ask('oauth2/access_token', { appid, secret, code, grant_type: 'authorization_code', ...changes });

const getToken = async (person?: string, app?: App, changes?: Fields) =>
  exchange(await getCode(app, person, changes), app);

const userInfo = async ({ access_token = '', openid = '' }: Fields) =>
  ask('userinfo', { access_token, openid });

const refresh = async (refreshToken = '', changes: Fields = {}) =>
  ask('oauth2/refresh_token', {
    appid: websiteApp.appid,
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    ...changes,
  });

describe('the pages', () => {
  const withPort = `https://${websiteApp.domain}:8443/`;

  it.each<[App, Fields, string, string?]>([
    [websiteApp, { appid: 'wx0' }, 'AppID 参数错误', 'AppID parameter'],
    [websiteApp, { redirect_uri: 'no URL' }, 'redirect_uri 参数错误', 'redirect_uri parameter'],
    [websiteApp, { response_type: '' }, 'response_type 参数错误', 'response_type parameter'],
    [websiteApp, { scope: 'snsapi_base,other' }, 'Scope 参数错误', 'Scope parameter'],
    // Inside WeChat every page is Chinese.
    [serviceAccount, { appid: 'wx0' }, 'AppID 参数错误'],
    [serviceAccount, { redirect_uri: withPort }, '错误码：10003'],
    [serviceAccount, { scope: 'snsapi_login' }, '错误码：10005'],
  ])('refuse $name with %o', async (app, changes, chinese, english = chinese) => {
    const page = await openPage(app, changes);

    expect(page).toContain(chinese);
    expect(page).toContain('<html lang="zh-CN">');
    expect(uuidOn(page)).toBe('');
    await expect(openPage(app, { ...changes, lang: 'en' })).resolves.toContain(english);
  });

  it('take a port from a website application and a test account, and on this machine from all', async () => {
    const port = { redirect_uri: withPort };
    const here = { redirect_uri: 'http://127.0.0.1:3456/' };
    const { app } = createWechat({ domain: '127.0.0.1' });
    const response = await app.request(addressOf(serviceAccount, here), { headers: insideWechat });

    expect(uuidOn(await openPage(websiteApp, port))).not.toBe('');
    expect(uuidOn(await openPage(testAccount, port))).not.toBe('');
    await expect(response.text()).resolves.toContain('The real WeChat refuses');
  });

  it('say in the language of the browser what is not WeChat’s', async () => {
    const headers = { 'accept-language': 'zh-TW' };
    const page = await openPage(websiteApp, { appid: 'wx0', lang: 'en' }, headers);

    expect(page).toContain('<html lang="en">');
    expect(page).toContain('<footer lang="zh-CN">');
    expect(page).toContain('这是模拟微信');
    expect(page).toContain('<a href="/">返回试用页</a>');
    expect(page).toContain('此页面不接受这个 AppID');
  });

  it('lead back to the rehearsal, and name its Logto to who comes from another', async () => {
    const rehearsed = createWechat({ domain: 'localhost', isRemote: true });

    for (const app of [websiteApp, serviceAccount]) {
      const response = await rehearsed.app.request(addressOf(app), { headers: insideWechat });
      const page = await response.text();

      expect(page).toContain('<a href="/">Back to the rehearsal</a>');
      expect(page).toContain('npm start -- --logto ENDPOINT');
      await expect(openPage(app, { redirect_uri: '' })).resolves.not.toContain('--logto');
    }
  });

  it('show a QR code, for more than one scope as well', async () => {
    const page = await openPage(websiteApp, { scope: 'snsapi_base,snsapi_userinfo', lang: 'en' });

    expect(page).toContain('<svg');
    expect(page).toContain(`Scan the QR code with WeChat to log in to “${websiteApp.name}”`);
  });

  it.each([
    [websiteApp, {}],
    [serviceAccount, { code: 'authdeny' }],
  ])('of $name send back a code with the state, or after a refusal %o', async (app, refusal) => {
    const allowed = await visit(addressOf(app), 'ming');
    const denied = await visit(addressOf(app), 'ming', 'deny');

    expect(allowed).toEqual({ from: 'here', code: allowed.code, state: 'a state' });
    expect(denied).toEqual({ from: 'here', ...refusal, state: 'a state' });
  });

  it('take one answer for a QR code', async () => {
    const uuid = uuidOn(await openPage(websiteApp));
    const allow = async () => post('/connect/confirm', { uuid, answer: 'allow' });

    expect((await allow()).status).toBe(404);
    await post('/connect/scan', { uuid, person: 'ming' });
    expect((await allow()).status).toBe(303);

    const again = await allow();

    expect(again.status).toBe(404);
    await expect(again.text()).resolves.toContain('二维码已失效');
  });

  it('read no body that is larger than any form’s', async () => {
    expect((await post('/connect/scan', { uuid: 'a'.repeat(64 * 1024) })).status).toBe(413);
  });
});

describe('the API', () => {
  const id = expect.stringMatching(/^o[\w-]{27}$/) as string;
  const token = expect.stringMatching(/^98_/) as string;

  it('says who it is, for a code, and in JSON that is labeled as text', async () => {
    const tokens = await getToken();
    const { status, headers } = await call('userinfo', {});

    expect(tokens).toEqual({
      access_token: token,
      refresh_token: token,
      expires_in: 7200,
      openid: id,
      unionid: id,
      scope: 'snsapi_userinfo',
    });
    await expect(userInfo(tokens)).resolves.toMatchObject({
      unionid: tokens.unionid,
      privilege: [],
    });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/plain/);
  });

  const uses: Record<string, (changes: Fields) => Promise<Fields>> = {
    'a code': async (changes) => exchange(await getCode(), websiteApp, changes),
    'a token': async (changes) => userInfo({ ...(await getToken()), ...changes }),
    'a token for an id': async () =>
      userInfo(await getToken('ming', loginOnlyApp, { scope: 'snsapi_base' })),
    'a refresh token': async (changes) => refresh((await getToken()).refresh_token, changes),
  };

  it.each<[string, Fields, number]>([
    ['a code', { appid: 'wx0' }, 40013],
    ['a code', { secret: 'nobody’s' }, 40125],
    ['a code', { secret: loginOnlyApp.secret }, 40001],
    ['a code', { grant_type: 'password' }, 40002],
    ['a code', { code: 'made up' }, 40029],
    ['a code', { appid: loginOnlyApp.appid, secret: loginOnlyApp.secret }, 40029],
    ['a token', { access_token: 'not like a token' }, 40014],
    ['a token', { access_token: '98_made_up' }, 40001],
    ['a token', { openid: 'somebody else’s' }, 40003],
    ['a token for an id', {}, 48001],
    ['a refresh token', { appid: 'wx0' }, 40013],
    ['a refresh token', { grant_type: 'password' }, 40002],
    ['a refresh token', { refresh_token: '98_made_up' }, 40030],
    ['a refresh token', { appid: loginOnlyApp.appid }, 40030],
  ])('answers %s with %o by errcode %i', async (what, changes, errcode) => {
    await expect(uses[what]?.(changes)).resolves.toMatchObject({ errcode });
  });

  it.each<[string, number, number, (issued: Fields) => Promise<Fields>]>([
    ['a code', 10, 42003, async ({ code = '' }) => exchange(code)],
    ['a code inside WeChat', 5, 42003, async ({ inside = '' }) => exchange(inside, serviceAccount)],
    ['an access token', 120, 42001, userInfo],
    ['a refresh token', 30 * 24 * 60, 42002, async ({ refresh_token }) => refresh(refresh_token)],
  ])('takes %s for %i minutes', async (_, minutes, errcode, use) => {
    const issue = async () => ({
      ...(await getToken()),
      code: await getCode(),
      inside: await getCode(serviceAccount),
    });
    const [first, second] = [await issue(), await issue()];

    now += minutes * minute - 1;
    await expect(use(first)).resolves.toHaveProperty('openid');
    now += 1;
    await expect(use(second)).resolves.toMatchObject({ errcode });
  });

  it('has control characters in a nickname as they are, which no JSON parser takes', async () => {
    const { access_token = '', openid = '' } = await getToken('kit');
    const text = await (await call('userinfo', { access_token, openid })).text();

    expect(text).toContain('👩🏽‍🚀\u0007Kit\u0000\n🏳️‍🌈\u001F ');
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
  });

  it('knows a person by one openid in an app, and by one unionid in an account', async () => {
    const tokens = [
      await getToken(),
      await getToken('ming', serviceAccount),
      await getToken('ming', unboundAccount),
      await getToken('lan'),
      await getToken('ming', loginOnlyApp, { scope: 'snsapi_login' }),
    ];
    const unionids = tokens.map(({ unionid }) => unionid);
    const [{ openid, unionid } = {}] = tokens;

    await expect(getToken()).resolves.toMatchObject({ openid, unionid });
    expect(new Set(tokens.map((one) => one.openid)).size).toBe(5);
    expect(unionids.slice(1, 3)).toEqual([unionid, undefined]);
    expect(new Set(unionids).size).toBe(4);
  });
});

it('keeps a bounded number of pages, codes and tokens: the newest', () => {
  const app = websiteApp;
  const [person = expect.fail()] = people;
  const store = createStore({ apps: [app], people });
  const grant = { app, person, scope: 'snsapi_login' };
  const issued = Array.from({ length: 5001 }, () => ({
    page: store.addPage({ ...grant, redirectUri, state: '', lang: 'cn' }),
    code: store.addCode(grant),
    ...store.addTokens(grant),
  }));

  for (const [memory, name] of [
    [store.pages, 'page'],
    [store.codes, 'code'],
    [store.accessTokens, 'accessToken'],
    [store.refreshTokens, 'refreshToken'],
  ] as const) {
    expect([...memory.keys()]).toEqual(issued.slice(1).map((one) => one[name]));
  }
});

it('keeps the newest fifty requests', async () => {
  const { app, requests } = createWechat();

  for (let index = 0; index < 60; index += 1) {
    await app.request(`https://api.weixin.qq.com/sns/userinfo?openid=${index}`);
  }

  expect(requests.map(({ query }) => query)).toEqual(
    Array.from({ length: 50 }, (_, index) => `openid=${10 + index}`)
  );
});

it('is served to this process at WeChat’s hosts, until it is closed', async () => {
  const other = createWechat();
  const end = await serveWechat(other);
  const fetchApi = async () => fetch('https://api2.weixin.qq.com/sns/userinfo');

  expect((await fetchApi()).status).toBe(200);
  await end();
  // By the one of before.
  expect((await fetchApi()).status).toBe(200);
  expect(other.requests).toHaveLength(1);
});
