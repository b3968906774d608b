import { createHash, randomBytes } from 'node:crypto';

import { Hono } from 'hono';
import { html } from 'hono/html';

/**
 * A stand-in for WeChat, written from WeChat's documentation and not from the connector, so that
 * the two can disagree.
 */

export type App = {
  appid: string;
  secret: string;
  name: string;
  /** The authorization callback domain (授权回调域). */
  domain: string;
  scopes: readonly string[];
};

export type Person = {
  id: string;
  nickname: string;
  headimgurl: string;
  /** Whether the apps are bound to one Open Platform account. */
  hasUnionid: boolean;
};

/** A request as it may be shown: secrets masked. */
export type LoggedRequest = {
  method: string;
  host: string;
  path: string;
  query: string;
  status: number;
  milliseconds: number;
};

export type WechatOptions = {
  apps: readonly App[];
  people: readonly Person[];
  /** The clock, in milliseconds. */
  now?: () => number;
  onRequest?: (request: LoggedRequest) => void;
};

const minute = 60_000;
const codeLife = 10 * minute;
const accessTokenLife = 120 * minute;
const refreshTokenLife = 30 * 24 * 60 * minute;

const hash = (...parts: string[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 27);

const secretParameters = ['secret', 'code', 'access_token', 'refresh_token'];

const mask = (query: URLSearchParams): string =>
  [...query]
    .map(([name, value]) => `${name}=${secretParameters.includes(name) ? '***' : value}`)
    .join('&');

type Grant = { app: App; person: Person; scope: string; issuedAt: number };

export const createWechat = ({ apps, people, now = Date.now, onRequest }: WechatOptions): Hono => {
  const pages = new Map<string, Omit<Grant, 'person'> & { redirectUri: string; state: string }>();
  const codes = new Map<string, Grant & { isUsed: boolean }>();
  const accessTokens = new Map<string, Grant>();
  const refreshTokens = new Map<string, Grant>();

  const openidOf = ({ app, person }: Pick<Grant, 'app' | 'person'>) =>
    `o${hash('openid', app.appid, person.id)}`;
  const unionidOf = ({ person }: Pick<Grant, 'person'>) =>
    person.hasUnionid ? { unionid: `o${hash('unionid', person.id)}` } : {};
  const isOver = ({ issuedAt }: { issuedAt: number }, life: number) => now() >= issuedAt + life;

  const findApp = (appid?: string) => apps.find((app) => app.appid === appid);

  const wechat = new Hono();

  wechat.use(async (context, next) => {
    const start = performance.now();

    await next();

    const { host, pathname, searchParams } = new URL(context.req.url);

    onRequest?.({
      method: context.req.method,
      host,
      path: pathname,
      query: mask(searchParams),
      status: context.res.status,
      milliseconds: performance.now() - start,
    });
  });

  // The page with the QR code

  wechat.get('/connect/qrconnect', (context) => {
    const {
      appid,
      redirect_uri,
      response_type,
      scope = '',
      state = '',
      lang,
    } = context.req.query();
    const app = findApp(appid);
    const scopes = scope.split(',').filter(Boolean);
    const refuse = (chinese: string, english: string) =>
      context.html(
        html`<title>WeChat</title>
          <p>${lang === 'en' ? english : chinese}</p>`
      );

    if (!app) {
      return refuse('AppID 参数错误', 'Invalid AppID');
    }

    if (!redirect_uri || !URL.canParse(redirect_uri) || new URL(redirect_uri).host !== app.domain) {
      return refuse('redirect_uri 参数错误', 'Invalid redirect_uri');
    }

    if (response_type !== 'code') {
      return refuse('response_type 参数错误', 'Invalid response_type');
    }

    if (scopes.length === 0 || !scopes.every((name) => app.scopes.includes(name))) {
      return refuse('Scope 参数错误或没有 Scope 权限', 'Invalid scope or no permission for it');
    }

    const page = randomBytes(8).toString('hex');

    pages.set(page, {
      app,
      scope: scopes.join(','),
      issuedAt: now(),
      redirectUri: redirect_uri,
      state,
    });

    return context.html(
      html`<title>WeChat</title>
        <ul>
          ${people.map(
            ({ id, nickname }) =>
              html`<li><a href="/connect/confirm/${page}/${id}">${nickname}</a></li>`
          )}
          <li><a href="/connect/confirm/${page}/nobody">拒绝</a></li>
        </ul>`
    );
  });

  /** What the phone says: somebody allows, or nobody does. */
  wechat.get('/connect/confirm/:page/:person', (context) => {
    const page = pages.get(context.req.param('page'));
    const person = people.find(({ id }) => id === context.req.param('person'));

    if (!page) {
      return context.notFound();
    }

    const { redirectUri, state, ...request } = page;
    const callback = new URL(redirectUri);

    if (person) {
      const code = `0${randomBytes(16).toString('hex').slice(1)}`;

      codes.set(code, { ...request, person, issuedAt: now(), isUsed: false });
      callback.searchParams.set('code', code);
    }

    callback.searchParams.set('state', state);

    return context.redirect(callback.href);
  });

  // The API

  /** WeChat labels its JSON as text. */
  const answer = (body: object) =>
    new Response(JSON.stringify(body), { headers: { 'content-type': 'text/plain' } });
  const fail = (errcode: number, errmsg: string) =>
    answer({ errcode, errmsg: `${errmsg}, rid: ${randomBytes(4).toString('hex')}` });

  const issueTokens = (grant: Grant) => {
    const access_token = `98_${randomBytes(48).toString('base64url')}`;
    const refresh_token = `98_${randomBytes(48).toString('base64url')}`;
    const issuedAt = now();

    accessTokens.set(access_token, { ...grant, issuedAt });
    refreshTokens.set(refresh_token, { ...grant, issuedAt });

    return answer({
      access_token,
      expires_in: accessTokenLife / 1000,
      refresh_token,
      openid: openidOf(grant),
      scope: grant.scope,
      ...unionidOf(grant),
    });
  };

  wechat.get('/sns/oauth2/access_token', (context) => {
    const { appid, secret, code, grant_type } = context.req.query();
    const app = findApp(appid);
    const grant = codes.get(code ?? '');

    if (!appid) return fail(41002, 'appid missing');
    if (!app) return fail(40013, 'invalid appid');
    if (!secret) return fail(41004, 'appsecret missing');
    if (secret !== app.secret) return fail(40125, 'invalid appsecret');
    if (grant_type !== 'authorization_code') return fail(40002, 'invalid grant_type');
    if (!code) return fail(41008, 'missing code');
    if (grant?.app !== app) return fail(40029, 'invalid code');
    if (grant.isUsed) return fail(40163, 'code been used');
    if (isOver(grant, codeLife)) return fail(42003, 'code expired');

    grant.isUsed = true;

    return issueTokens(grant);
  });

  wechat.get('/sns/oauth2/refresh_token', (context) => {
    const { appid, grant_type, refresh_token } = context.req.query();
    const app = findApp(appid);
    const grant = refreshTokens.get(refresh_token ?? '');

    if (!appid) return fail(41002, 'appid missing');
    if (!app) return fail(40013, 'invalid appid');
    if (grant_type !== 'refresh_token') return fail(40002, 'invalid grant_type');
    if (!refresh_token) return fail(41003, 'missing refresh_token');
    if (grant?.app !== app) return fail(40030, 'invalid refresh_token');
    if (isOver(grant, refreshTokenLife)) return fail(42002, 'refresh_token expired');

    return issueTokens(grant);
  });

  wechat.get('/sns/userinfo', (context) => {
    const { access_token, openid } = context.req.query();
    const grant = accessTokens.get(access_token ?? '');

    if (!access_token) return fail(41001, 'access_token missing');
    if (!openid) return fail(41009, 'missing openid');
    if (!grant) return fail(40001, 'invalid credential, access_token is invalid or not latest');
    if (isOver(grant, accessTokenLife)) return fail(42001, 'access_token expired');
    if (openid !== openidOf(grant)) return fail(40003, 'invalid openid');
    if (!/snsapi_(?:userinfo|login)/.test(grant.scope)) return fail(48001, 'api unauthorized');

    const { nickname, headimgurl } = grant.person;

    return answer({
      openid,
      nickname,
      sex: 0,
      language: '',
      city: '',
      province: '',
      country: '',
      headimgurl,
      privilege: [],
      ...unionidOf(grant),
    });
  });

  return wechat;
};
