import { createHash, randomBytes } from 'node:crypto';

import { Hono, type Context, type MiddlewareHandler } from 'hono';

import * as views from './views.js';

/**
 * A stand-in for WeChat, written from WeChat's documentation and not from the connector, so that
 * the two can disagree.
 */

/** What WeChat knows of an app. */
export type App = {
  kind: 'website' | 'official account';
  appid: string;
  secret: string;
  name: string;
  /** The authorization callback domain (授权回调域). */
  domain: string;
  scopes: readonly string[];
  /** The Open Platform account that it is bound to: a person has one unionid in each of these. */
  account?: string;
};

/** What WeChat knows of a person. */
export type Person = {
  id: string;
  nickname: string;
  headimgurl: string;
  /** Now and then WeChat leaves it out. */
  hasUnionid: boolean;
  /** WeChat has restricted the account. */
  isRestricted?: boolean;
  /** Nobody: WeChat made the account up for a page in snapshot mode (快照页). */
  isSnapshot?: boolean;
};

/** The world that the stand-in stands in. */
export type WechatOptions = {
  apps: readonly App[];
  people: readonly Person[];
  /** Whose phone lies beside the screen: a person's id. The first person's if left out. */
  phoneOf?: () => string;
  /** The clock, in milliseconds. */
  now?: () => number;
  /** Runs before each answer of the API, and may take its place. */
  fault?: MiddlewareHandler;
  onRequest?: (url: URL) => void;
};

/** What the site asks for, once WeChat has agreed to ask the person. */
export type AuthorizationRequest = {
  app: App;
  scope: string;
  redirectUri: string;
  state: string;
  lang: views.Lang;
};

type Page = AuthorizationRequest & { person?: Person };
type Grant = { app: App; person: Person; scope: string; issuedAt: number };

const minute = 60_000;
const codeLife = 10 * minute;
const accessTokenLife = 120 * minute;
const refreshTokenLife = 30 * 24 * 60 * minute;

const hash = (...parts: string[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 27);

const createToken = () => `98_${randomBytes(48).toString('base64url')}`;

/**
 * JSON as WeChat writes it: control characters stand in the strings as they are, which is not valid,
 * and the label says text.
 */
const answer = (body: object): Response => {
  const json = JSON.stringify(body).replaceAll(/\\(?:u00[01][\da-f]|[bfnrt\\])/g, (escape) =>
    escape === '\\\\' ? escape : (JSON.parse(`"${escape}"`) as string)
  );

  return new Response(json, { headers: { 'content-type': 'text/plain' } });
};

/** An error as WeChat reports it: with HTTP status 200. */
export const fail = (errcode: number, errmsg: string): Response =>
  answer({ errcode, errmsg: `${errmsg}, rid: ${randomBytes(4).toString('hex')}` });

/**
 * The pages and the API, to be mounted in a test or served.
 *
 * @see https://developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Wechat_Login.html
 * @see https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/Wechat_webpage_authorization.html
 */
export const createWechat = ({
  apps,
  people,
  phoneOf = () => people[0]?.id ?? '',
  now = Date.now,
  fault,
  onRequest,
}: WechatOptions): Hono => {
  const pages = new Map<string, Page>();
  const codes = new Map<string, Grant & { isUsed: boolean }>();
  const accessTokens = new Map<string, Grant>();
  const refreshTokens = new Map<string, Grant>();

  const findApp = (appid?: string) => apps.find((app) => app.appid === appid);
  const findPerson = (id?: string) => people.find((person) => person.id === id);

  const wechat = new Hono();

  wechat.use(async (context, next) => {
    await next();
    onRequest?.(new URL(context.req.url));
  });

  // Asking the person

  /** What is wrong with the site's request, or nothing. */
  const findFlaw = (
    { redirect_uri = '', response_type, scope = '' }: Record<string, string>,
    app: App,
    allowedScopes: readonly string[]
  ): views.Flaw | undefined => {
    if (!URL.canParse(redirect_uri) || new URL(redirect_uri).hostname !== app.domain) {
      return 'redirect_uri';
    }

    if (response_type !== 'code') {
      return 'response_type';
    }

    const isAllowed = scope.split(',').every((name) => allowedScopes.includes(name));

    return isAllowed ? undefined : 'scope';
  };

  /** What the site asks for, or the page that says why not. An app has scopes on one page only. */
  const readRequest = async (
    context: Context,
    kind: App['kind']
  ): Promise<AuthorizationRequest | Response> => {
    const query = context.req.query();
    const app = findApp(query.appid);
    const lang = query.lang === 'en' ? 'en' : 'cn';
    const flaw = app ? findFlaw(query, app, app.kind === kind ? app.scopes : []) : 'appid';

    if (!app || flaw) {
      return context.html(views.errorPage(lang, flaw ?? 'appid', query.redirect_uri));
    }

    const { scope = '', redirect_uri: redirectUri = '', state = '' } = query;

    return { app, scope, redirectUri, state, lang };
  };

  const addPage = (page: Page): string => {
    const uuid = randomBytes(8).toString('hex');

    pages.set(uuid, page);

    return uuid;
  };

  /** The way back to the site: with a code for who allowed it, without one if nobody did. */
  const sendBack = (
    context: Context,
    { app, scope, redirectUri, state }: AuthorizationRequest,
    person?: Person
  ): Response => {
    const callback = new URL(redirectUri);

    if (person) {
      const code = `0${randomBytes(16).toString('hex').slice(1)}`;

      codes.set(code, { app, person, scope, issuedAt: now(), isUsed: false });
      callback.searchParams.set('code', code);
    }

    callback.searchParams.set('state', state);

    return context.redirect(callback.href, 303);
  };

  /** The page with the QR code. */
  wechat.get('/connect/qrconnect', async (context) => {
    const request = await readRequest(context, 'website');

    if (request instanceof Response) {
      return request;
    }

    const uuid = addPage(request);
    const url = new URL(`/connect/confirm?uuid=${uuid}`, context.req.url).href;

    return context.html(views.qrPage(request, { uuid, url, person: findPerson(phoneOf()) }));
  });

  /** The page inside the WeChat app. With `snsapi_base` nobody is asked, and nothing is seen. */
  wechat.get('/connect/oauth2/authorize', async (context) => {
    if (!context.req.header('user-agent')?.includes('MicroMessenger')) {
      return context.html(views.errorPage('cn', 'client', context.req.query('redirect_uri')));
    }

    const request = await readRequest(context, 'official account');

    if (request instanceof Response) {
      return request;
    }

    const person = findPerson(phoneOf());

    return request.scope === 'snsapi_base'
      ? sendBack(context, request, person)
      : context.html(views.inAppPage(request, addPage({ ...request, person }), person));
  });

  /** The phone scans the code. */
  wechat.post('/connect/scan', async (context) => {
    const { uuid = '', person = '' } = await context.req.parseBody<Record<string, string>>();
    const page = pages.get(uuid);

    if (page) {
      page.person = findPerson(person);
    }

    return context.redirect(`/connect/confirm?uuid=${encodeURIComponent(uuid)}`, 303);
  });

  /** The phone asks for consent. */
  wechat.get('/connect/confirm', (context) => {
    const { uuid = '' } = context.req.query();
    const page = pages.get(uuid);

    return page?.person
      ? context.html(views.confirmPage(page, uuid, page.person))
      : context.html(views.errorPage(page?.lang ?? 'cn', 'uuid', page?.redirectUri), 404);
  });

  /** The person allows it or does not. */
  wechat.post('/connect/confirm', async (context) => {
    const { uuid = '', answer } = await context.req.parseBody<Record<string, string>>();
    const page = pages.get(uuid);

    if (!page?.person) {
      return context.html(views.errorPage(page?.lang ?? 'cn', 'uuid', page?.redirectUri), 404);
    }

    pages.delete(uuid);

    return sendBack(context, page, answer === 'allow' ? page.person : undefined);
  });

  wechat.get('/connect/wechat.css', views.styles);

  /** Pictures, which WeChat keeps at `thirdwx.qlogo.cn`. */
  wechat.get('/mmopen/:set/:person/:size', (context) => {
    const person = findPerson(context.req.param('person'));

    return person ? views.avatar(person) : context.notFound();
  });

  // The API

  if (fault) {
    wechat.use('/sns/*', fault);
  }

  const openidOf = ({ app, person }: Grant) => `o${hash('openid', app.appid, person.id)}`;
  const opensUserInfo = ({ scope }: Pick<Grant, 'scope'>) =>
    /snsapi_(?:userinfo|login)/.test(scope);
  /** With `snsapi_base` alone WeChat gives none. */
  const unionidOf = ({ app: { account }, person, scope }: Grant) =>
    account && person.hasUnionid && opensUserInfo({ scope })
      ? { unionid: `o${hash('unionid', account, person.id)}` }
      : {};
  const isOver = ({ issuedAt }: Grant, life: number) => now() >= issuedAt + life;

  const issueTokens = (grant: Grant) => {
    const accessToken = createToken();
    const refreshToken = createToken();
    const issuedAt = now();

    accessTokens.set(accessToken, { ...grant, issuedAt });
    refreshTokens.set(refreshToken, { ...grant, issuedAt });

    return answer({
      access_token: accessToken,
      expires_in: accessTokenLife / 1000,
      refresh_token: refreshToken,
      openid: openidOf(grant),
      scope: grant.scope,
      ...(grant.person.isSnapshot && { is_snapshotuser: 1 }),
      ...unionidOf(grant),
    });
  };

  /** A secret that is another app's is wrong; one that is nobody's is invalid. */
  const refuseSecret = (secret: string) =>
    apps.some((app) => app.secret === secret)
      ? fail(40001, 'invalid credential')
      : fail(40125, 'invalid appsecret');

  wechat.get('/sns/oauth2/access_token', (context) => {
    const { appid, secret, code, grant_type } = context.req.query();
    const app = findApp(appid);
    const grant = codes.get(code ?? '');

    if (!appid) return fail(41002, 'appid missing');
    if (!app) return fail(40013, 'invalid appid');
    if (!secret) return fail(41004, 'appsecret missing');
    if (secret !== app.secret) return refuseSecret(secret);
    if (grant_type !== 'authorization_code') return fail(40002, 'invalid grant_type');
    if (!code) return fail(41008, 'missing code');
    if (grant?.app !== app) return fail(40029, 'invalid code');
    if (grant.isUsed) return fail(40163, 'code been used');
    if (isOver(grant, codeLife)) return fail(42003, 'code expired');
    if (grant.person.isRestricted) return fail(50002, 'user limited');

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
    if (!access_token.startsWith('98_')) return fail(40014, 'invalid access_token');
    if (!grant) return fail(40001, 'invalid credential, access_token is invalid or not latest');
    if (isOver(grant, accessTokenLife)) return fail(42001, 'access_token expired');
    if (openid !== openidOf(grant)) return fail(40003, 'invalid openid');
    if (!opensUserInfo(grant)) return fail(48001, 'api unauthorized');

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
