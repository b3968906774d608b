import tls from 'node:tls';

import { beforeEach, describe, expect, it } from 'vitest';

import {
  frozenApp,
  loginOnlyApp,
  people,
  serviceAccount,
  websiteApp,
} from '../../playground/wechat/apps-and-people.js';
import type { App } from '../../playground/wechat/model.js';
import { serveWechat } from '../../playground/wechat/serve.js';
import { createStore } from '../../playground/wechat/store.js';
import { wechatUserAgent } from '../../playground/wechat/visitor.js';
import { createWechat, type Wechat } from '../../playground/wechat/wechat.js';

const minute = 60_000;
const redirectUri = `https://${websiteApp.domain}/callback?from=here`;

let now: number;
let wechat: Wechat;

beforeEach(() => {
  now = 0;
  wechat = createWechat({
    now: () => now,
  });
});

const open = async (
  path: string,
  changes: Record<string, string>,
  headers?: Record<string, string>
) => {
  const query = new URLSearchParams({
    appid: websiteApp.appid,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'snsapi_userinfo',
    state: 'a state',
    ...changes,
  });

  return wechat.app.request(`/connect/${path}?${query.toString()}`, { headers });
};

const openPage = async (changes = {}, headers?: Record<string, string>) =>
  (await open('qrconnect', changes, headers)).text();

const post = async (path: string, fields: Record<string, string>) =>
  wechat.app.request(path, { method: 'POST', body: new URLSearchParams(fields) });

const uuidOn = (page: string) => /name="uuid" value="(\w+)"/.exec(page)?.[1] ?? '';

const answer = async (person: string, answer: string, changes?: Record<string, string>) => {
  const uuid = uuidOn(await openPage(changes));

  await post('/connect/scan', { uuid, person });

  const { headers } = await post('/connect/confirm', { uuid, answer });

  return new URL(headers.get('location') ?? '');
};

const call = async (path: string, query: Record<string, string>) => {
  const response = await wechat.app.request(
    `/sns/${path}?${new URLSearchParams(query).toString()}`
  );

  return { response, text: await response.clone().text() };
};

const ask = async (path: string, query: Record<string, string>) =>
  JSON.parse((await call(path, query)).text) as Record<string, string>;

const exchange = async (
  code: string,
  changes: Record<string, string> = {},
  app: App = websiteApp
) =>
  ask('oauth2/access_token', {
    appid: app.appid,
    secret: app.secret,
    code,
    grant_type: 'authorization_code',
    ...changes,
  });

const getCode = async (person = 'ming', changes: Record<string, string> = {}) =>
  (await answer(person, 'allow', changes)).searchParams.get('code') ?? '';

const getToken = async (person?: string, changes?: Record<string, string>, app?: App) =>
  exchange(await getCode(person, { ...(app && { appid: app.appid }), ...changes }), {}, app);

const userInfo = async ({ access_token = '', openid = '' }: Record<string, string>) =>
  ask('userinfo', { access_token, openid });

const refresh = async (refreshToken: string, changes: Record<string, string> = {}) =>
  ask('oauth2/refresh_token', {
    appid: websiteApp.appid,
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    ...changes,
  });

describe('the page with the QR code', () => {
  it.each([
    [{ appid: 'wx0' }, 'AppID 参数错误', 'AppID parameter error'],
    [
      { redirect_uri: 'https://evil.example/' },
      'redirect_uri 参数错误',
      'redirect_uri parameter error',
    ],
    [{ redirect_uri: 'no URL' }, 'redirect_uri 参数错误', 'redirect_uri parameter error'],
    [{ response_type: 'token' }, 'response_type 参数错误', 'response_type parameter error'],
    [
      { scope: '' },
      'Scope 参数错误或没有 Scope 权限',
      'Scope parameter error or no Scope permission',
    ],
    [
      { scope: 'snsapi_base,snsapi_other' },
      'Scope 参数错误或没有 Scope 权限',
      'Scope parameter error or no Scope permission',
    ],
    [
      { appid: loginOnlyApp.appid },
      'Scope 参数错误或没有 Scope 权限',
      'Scope parameter error or no Scope permission',
    ],
    [
      { appid: serviceAccount.appid },
      'Scope 参数错误或没有 Scope 权限',
      'Scope parameter error or no Scope permission',
    ],
  ])('refuses %o in Chinese and English', async (changes, chinese, english) => {
    const page = await openPage(changes);

    expect(page).toContain(chinese);
    expect(page).toContain('lang="zh-CN"');
    expect(uuidOn(page)).toBe('');
    await expect(openPage({ ...changes, lang: 'en' })).resolves.toContain(english);
  });

  it('shows a QR code and a phone to scan it', async () => {
    const page = await openPage({ scope: 'snsapi_base,snsapi_userinfo' });

    expect(page).toContain('<svg');
    expect(page).toContain(websiteApp.name);
    expect(page).toContain('扫一扫');
    await expect(openPage({ lang: 'en' })).resolves.toContain('Scan the QR code');
  });

  it('goes back with a code and the state, once the person allows it', async () => {
    const callback = await answer('ming', 'allow');

    expect(callback.href).toMatch(/^https:\/\/logto\.example\.com\/callback\?from=here&code=\w+&/);
    expect(callback.searchParams.get('state')).toBe('a state');
  });

  it('goes back with the state alone if not', async () => {
    expect((await answer('ming', 'deny')).search).toBe('?from=here&state=a+state');
  });

  it('takes one answer for a QR code', async () => {
    const uuid = uuidOn(await openPage());

    expect((await post('/connect/confirm', { uuid, answer: 'allow' })).status).toBe(404);

    await post('/connect/scan', { uuid, person: 'ming' });
    await expect(
      (await wechat.app.request(`/connect/confirm?uuid=${uuid}`)).text()
    ).resolves.toContain('扫描成功');
    await post('/connect/confirm', { uuid, answer: 'allow' });

    const again = await post('/connect/confirm', { uuid, answer: 'allow' });

    expect(again.status).toBe(404);
    await expect(again.text()).resolves.toContain('二维码已失效');
  });

  it.each([
    [
      'fr',
      'en',
      'This is a simulated WeChat',
      'Back to logto.example.com',
      'No app has this AppID',
    ],
    ['zh-TW', 'zh-CN', '这是模拟的微信', '返回 logto.example.com', '没有应用使用此 AppID'],
  ])(
    'says in the language of a browser with %s what is not WeChat’s',
    async (accepted, lang, note, wayBack, meaning) => {
      const page = await openPage({ appid: 'wx0', lang: 'en' }, { 'accept-language': accepted });

      expect(page).toContain('<html lang="en">');
      expect(page).toContain(`<footer lang="${lang}">`);
      expect(page).toContain(note);
      expect(page).toContain(`<a href="https://logto.example.com/">${wayBack}</a>`);
      expect(page).toContain(meaning);
    }
  );

  it('escapes what the request says', async () => {
    const page = await openPage({ lang: 'en', redirect_uri: 'https://logto.example.com/"><b>' });

    expect(page).not.toContain('<b>');
  });
});

describe('sns/oauth2/access_token', () => {
  it('gives tokens for a code', async () => {
    await expect(getToken()).resolves.toEqual({
      access_token: expect.stringMatching(/^98_/) as string,
      refresh_token: expect.stringMatching(/^98_/) as string,
      expires_in: 7200,
      openid: expect.stringMatching(/^o[\w-]{27}$/) as string,
      unionid: expect.stringMatching(/^o[\w-]{27}$/) as string,
      scope: 'snsapi_userinfo',
    });
  });

  it.each([
    [{ appid: '' }, 41002],
    [{ appid: 'wx0' }, 40013],
    [{ secret: '' }, 41004],
    [{ secret: 'nobody’s' }, 40125],
    [{ secret: loginOnlyApp.secret }, 40001],
    [{ grant_type: 'password' }, 40002],
    [{ code: '' }, 41008],
    [{ code: 'made up' }, 40029],
    [{ appid: loginOnlyApp.appid, secret: loginOnlyApp.secret }, 40029],
  ])('answers %o with errcode %i', async (changes, errcode) => {
    await expect(exchange(await getCode(), changes)).resolves.toMatchObject({ errcode });
  });

  it('gives nothing for a secret that its owner froze', async () => {
    await expect(getToken('ming', {}, frozenApp)).resolves.toMatchObject({ errcode: 40243 });
  });

  it('takes a code once', async () => {
    const code = await getCode();

    await expect(exchange(code)).resolves.toHaveProperty('access_token');
    await expect(exchange(code)).resolves.toMatchObject({ errcode: 40163 });
  });

  it('takes a code for ten minutes', async () => {
    const [code, late] = [await getCode(), await getCode()];

    now = 10 * minute - 1;
    await expect(exchange(code)).resolves.toHaveProperty('access_token');
    now = 10 * minute;
    await expect(exchange(late)).resolves.toMatchObject({ errcode: 42003 });
  });

  it('gives tokens for snsapi_base to an app that was granted another scope alone', async () => {
    await expect(getToken('ming', { scope: 'snsapi_base' }, loginOnlyApp)).resolves.toMatchObject({
      scope: 'snsapi_base',
    });
  });

  it('turns a restricted account away', async () => {
    await expect(getToken('rui')).resolves.toMatchObject({ errcode: 50002 });
  });

  it('labels JSON as text', async () => {
    const { response } = await call('oauth2/access_token', {});

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
  });
});

describe('sns/userinfo', () => {
  it('says who it is', async () => {
    const token = await getToken();

    await expect(userInfo(token)).resolves.toMatchObject({
      openid: token.openid,
      unionid: token.unionid,
      nickname: '小明 🌈',
      headimgurl: 'http://thirdwx.qlogo.cn/mmopen/vi_32/ming/132',
      privilege: [],
    });
  });

  it('has people without avatar and without unionid', async () => {
    await expect(userInfo(await getToken('lan'))).resolves.toMatchObject({ headimgurl: '' });

    const token = await getToken('sam');

    expect(token).not.toHaveProperty('unionid');
    await expect(userInfo(token)).resolves.not.toHaveProperty('unionid');
  });

  it('has control characters in a nickname as they are, which no JSON parser takes', async () => {
    const { access_token = '', openid = '' } = await getToken('kit');
    const { text } = await call('userinfo', { access_token, openid });

    expect(text).toContain('👩🏽‍🚀\u0007Kit\u0000\n🏳️‍🌈\u001F ');
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
  });

  it.each([
    [{ access_token: '' }, 41001],
    [{ openid: '' }, 41009],
    [{ access_token: 'not like a token' }, 40014],
    [{ access_token: '98_made_up' }, 40001],
    [{ openid: 'somebody else’s' }, 40003],
  ])('answers %o with errcode %i', async (changes, errcode) => {
    await expect(userInfo({ ...(await getToken()), ...changes })).resolves.toMatchObject({
      errcode,
    });
  });

  it('takes a token for two hours', async () => {
    const token = await getToken();

    now = 120 * minute - 1;
    await expect(userInfo(token)).resolves.toHaveProperty('nickname');
    now = 120 * minute;
    await expect(userInfo(token)).resolves.toMatchObject({ errcode: 42001 });
  });

  it('is closed with snsapi_base alone', async () => {
    const base = await getToken('ming', { scope: 'snsapi_base' });
    const login = await getToken('ming', { scope: 'snsapi_login' });

    await expect(userInfo(base)).resolves.toMatchObject({ errcode: 48001 });
    await expect(userInfo(login)).resolves.toHaveProperty('nickname');
  });
});

describe('sns/oauth2/refresh_token', () => {
  it('gives new tokens for thirty days', async () => {
    const { refresh_token = '', openid } = await getToken();

    now = 30 * 24 * 60 * minute - 1;

    const token = await refresh(refresh_token);

    expect(token).toMatchObject({ openid, expires_in: 7200 });
    await expect(userInfo(token)).resolves.toHaveProperty('nickname');

    now += 1;
    await expect(refresh(refresh_token)).resolves.toMatchObject({ errcode: 42002 });
  });

  it.each([
    [{ appid: '' }, 41002],
    [{ appid: 'wx0' }, 40013],
    [{ grant_type: 'password' }, 40002],
    [{ refresh_token: '' }, 41003],
    [{ refresh_token: '98_made_up' }, 40030],
    [{ appid: loginOnlyApp.appid }, 40030],
  ])('answers %o with errcode %i', async (changes, errcode) => {
    const { refresh_token = '' } = await getToken();

    await expect(refresh(refresh_token, changes)).resolves.toMatchObject({ errcode });
  });
});

describe('the page inside the WeChat app', () => {
  const openInside = async (changes = {}, userAgent = wechatUserAgent) =>
    open(
      'oauth2/authorize',
      { appid: serviceAccount.appid, ...changes },
      { 'user-agent': userAgent }
    );

  const wayBack = ({ headers }: Response) => new URL(headers.get('location') ?? '').searchParams;

  it.each([
    [{}, 'Mozilla/5.0 Chrome/131.0.0.0', '请在微信客户端打开链接'],
    [{ appid: websiteApp.appid }, undefined, 'Scope 参数错误或没有 Scope 权限'],
    [{ scope: 'snsapi_login' }, undefined, 'Scope 参数错误或没有 Scope 权限'],
  ])('refuses %o in %s', async (changes, userAgent, words) => {
    await expect((await openInside(changes, userAgent)).text()).resolves.toContain(words);
  });

  it('asks, and goes back with a code for the same person as on the QR page', async () => {
    const uuid = uuidOn(await (await openInside()).text());
    const query = wayBack(await post('/connect/confirm', { uuid, answer: 'allow' }));
    const token = await exchange(query.get('code') ?? '', {}, serviceAccount);
    const onComputer = await getToken('ming');

    expect(query.get('state')).toBe('a state');
    expect(token.unionid).toBe(onComputer.unionid);
    expect(token.openid).not.toBe(onComputer.openid);
    expect(token).not.toHaveProperty('is_snapshotuser');
  });

  it('gives codes that are good for five minutes', async () => {
    const getInAppCode = async () => {
      const uuid = uuidOn(await (await openInside()).text());

      return wayBack(await post('/connect/confirm', { uuid, answer: 'allow' })).get('code') ?? '';
    };
    const [code, late] = [await getInAppCode(), await getInAppCode()];

    now = 5 * minute - 1;
    await expect(exchange(code, {}, serviceAccount)).resolves.toHaveProperty('access_token');
    now = 5 * minute;
    await expect(exchange(late, {}, serviceAccount)).resolves.toMatchObject({ errcode: 42003 });
  });

  it('goes back without a code when the person says no', async () => {
    const uuid = uuidOn(await (await openInside()).text());

    expect([...wayBack(await post('/connect/confirm', { uuid, answer: 'deny' })).keys()]).toEqual([
      'from',
      'state',
    ]);
  });

  it('asks nobody with snsapi_base', async () => {
    const query = wayBack(await openInside({ scope: 'snsapi_base' }));

    await expect(exchange(query.get('code') ?? '', {}, serviceAccount)).resolves.toMatchObject({
      scope: 'snsapi_base',
    });
  });
});

it('marks the account that it made up for a page in snapshot mode', async () => {
  await expect(getToken('snap')).resolves.toMatchObject({ is_snapshotuser: 1 });
});

it('knows a person by another openid in each app, and another unionid in each account', async () => {
  const [first, second, other] = [
    await getToken('ming'),
    await getToken('lan'),
    await getToken('ming', { scope: 'snsapi_login' }, loginOnlyApp),
  ];

  expect(new Set([first.openid, second.openid, other.openid]).size).toBe(3);
  expect(new Set([first.unionid, second.unionid, other.unionid]).size).toBe(3);
  await expect(getToken('ming')).resolves.toMatchObject({
    openid: first.openid,
    unionid: first.unionid,
  });
});

it('reads no body that is larger than any form’s', async () => {
  const size = 64 * 1024;

  expect((await post('/connect/scan', { uuid: 'a'.repeat(size) })).status).toBe(413);
  expect((await post('/connect/scan', { uuid: 'a'.repeat(size - 'uuid='.length) })).status).toBe(
    303
  );
});

it('keeps a bounded number of pages, codes and tokens: the newest', () => {
  const app = websiteApp;
  const [person = expect.fail()] = people;
  const store = createStore({ apps: [app], people });
  const grant = { app, person, scope: 'snsapi_login' };
  const [first, ...others] = Array.from({ length: 10_000 }, () => ({
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
    expect(memory.size).toBe(5000);
    expect(memory.has(first?.[name] ?? '')).toBe(false);
    expect(others.slice(-5000).every((made) => memory.has(made[name]))).toBe(true);
  }
});

it('is served to this process at WeChat’s hosts, until it is closed', async () => {
  const { connect } = tls;
  const close = await serveWechat(wechat);

  expect((await fetch('https://api2.weixin.qq.com/sns/userinfo')).status).toBe(200);
  await close();
  expect(tls.connect).toBe(connect);
});

it('keeps pictures', async () => {
  const response = await wechat.app.request('/mmopen/vi_32/ming/132');

  expect(response.headers.get('content-type')).toBe('image/svg+xml');
  await expect(response.text()).resolves.toContain('小');
  expect((await wechat.app.request('/mmopen/vi_32/nobody/132')).status).toBe(404);
});
