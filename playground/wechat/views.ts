import path from 'node:path';

import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import { renderSVG } from 'uqr';

import type { Words } from '../words/en.js';
import type { AuthorizationRequest, Lang, Person } from './model.js';
import { readStyles } from './styles.js';

/** The pages of the simulated WeChat, in the two languages that WeChat's have. */

/** What can be wrong with a request. */
export type Flaw = keyof Words['simulated']['flaws'];

/** What a page is to say, and in which languages: WeChat's words and ours. */
export type View = Pick<AuthorizationRequest, 'lang'> & { words: Words; rehearsedHost?: string };

type RequestView = AuthorizationRequest & View;

/** Markup in which everything is escaped that has to be. */
export type Html = ReturnType<typeof html>;

const labels = {
  cn: {
    title: '微信登录',
    scanIn: (app: string) => `请使用微信扫描二维码登录“${app}”`,
    scanned: '扫描成功',
    confirm: '请在手机上确认登录',
    phoneOf: (person: string) => `${person}的手机`,
    scan: '扫一扫',
    asks: '申请获得以下权限',
    profile: '获得你的公开信息（昵称、头像等）',
    idOnly: '登录（不含昵称和头像）',
    allow: '允许',
    deny: '拒绝',
  },
  en: {
    title: 'WeChat Login',
    scanIn: (app: string) => `Scan the QR code with WeChat to log in to “${app}”`,
    scanned: 'Scanned',
    confirm: 'Confirm the login on your phone',
    phoneOf: (person: string) => `${person}’s phone`,
    scan: 'Scan',
    asks: 'asks for permission',
    profile: 'Your public profile: nickname, avatar',
    idOnly: 'Login without nickname and avatar',
    allow: 'Allow',
    deny: 'Deny',
  },
};

/** WeChat's words about a flaw. Ours say what it means. */
const flaws: Record<Flaw, { cn: string } & Partial<Record<Lang, string>>> = {
  appid: { cn: 'AppID 参数错误', en: 'AppID parameter error' },
  redirect_uri: { cn: 'redirect_uri 参数错误', en: 'redirect_uri parameter error' },
  response_type: { cn: 'response_type 参数错误', en: 'response_type parameter error' },
  scope: {
    cn: 'Scope 参数错误或没有 Scope 权限',
    en: 'Scope parameter error or no Scope permission',
  },
  uuid: { cn: '二维码已失效，请重新登录', en: 'The QR code has expired, please log in again' },
  // Inside WeChat
  client: { cn: '请在微信客户端打开链接' },
  website: { cn: '不支持微信开放平台的 Appid，错误码：10016' },
  domain: { cn: 'redirect_uri 域名与后台配置不一致，错误码：10003' },
  grant: { cn: '此公众号并没有这些 scope 的权限，错误码：10005' },
  follower: { cn: '必须关注此测试号，错误码：10006' },
};

const css = readStyles(path.join(import.meta.dirname, 'wechat.css'));

/** The pages' style sheet. */
export const styles = (context: Context): Response =>
  context.body(css, 200, { 'content-type': 'text/css; charset=utf-8' });

/** A nickname as a screen shows it. */
export const toVisible = (nickname: string): string => nickname.replaceAll(/\p{Cc}/gu, '').trim();

const page = ({ lang, words, rehearsedHost }: View, content: Html): Html => {
  const back = rehearsedHost ? words.simulated.backToRehearsal : words.page.backToPlayground;

  return html`<!doctype html>
    <html lang="${lang === 'en' ? 'en' : 'zh-CN'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <title>${labels[lang].title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/connect/wechat.css" />
      </head>
      <body>
        <header lang="${words.lang}">${words.simulated.note}</header>
        <main>${content}</main>
        <footer lang="${words.lang}">
          <a href="/">${back}</a>
        </footer>
      </body>
    </html>`;
};

/** Says what is wrong with a request, in WeChat's words and then in ours. */
export const errorPage = (view: View, flaw: Flaw): Html => {
  const { lang, words, rehearsedHost } = view;
  const { meaning, flaws: meanings } = words.simulated;

  return page(
    view,
    html`<section class="error">
      <p class="icon bad" aria-hidden="true">!</p>
      <h1>${flaws[flaw][lang] ?? flaws[flaw].cn}</h1>
      <article lang="${words.lang}">
        <strong>${meaning}</strong> ${meanings[flaw]}
        ${rehearsedHost && /redirect_uri|domain/.test(flaw) ? words.rehearsal.enter.callbackDomain(rehearsedHost) : ''}
      </article>
    </section>`
  );
};

const whosePhone = ({ lang }: AuthorizationRequest, person?: Person): string =>
  labels[lang].phoneOf(toVisible(person?.nickname ?? ''));

const phone = ({ app }: AuthorizationRequest, heading: Html, content: Html): Html =>
  html`<article class="phone" aria-labelledby="phone">
    ${heading}
    <p class="icon" aria-hidden="true">${app.name.slice(0, 1)}</p>
    <p><strong>${app.name}</strong></p>
    ${content}
  </article>`;

/** The screen, and the phone beside it. */
const screenAndPhone = (
  request: RequestView,
  person: Person | undefined,
  onScreen: Html,
  onPhone: Html
): Html =>
  page(
    request,
    html`<section class="screen" aria-labelledby="title">
        <h1 id="title">${labels[request.lang].title}</h1>
        ${onScreen}
      </section>
      ${phone(request, html`<h2 id="phone">${whosePhone(request, person)}</h2>`, onPhone)}`
  );

/** Waiting for a phone to scan `url`. */
export const qrPage = (
  request: RequestView,
  { uuid, url, person }: { uuid: string; url: string; person?: Person }
): Html => {
  const { scanIn, scan } = labels[request.lang];

  return screenAndPhone(
    request,
    person,
    html`<div class="qr" role="img" aria-label="QR code">
        ${raw(renderSVG(url, { border: 2, ecc: 'M' }))}
      </div>
      <p>${scanIn(request.app.name)}</p>`,
    html`<form method="post" action="/connect/scan">
      <input type="hidden" name="uuid" value="${uuid}" />
      <input type="hidden" name="person" value="${person?.id}" />
      <button type="submit">${scan}</button>
    </form>`
  );
};

/** Asks for the person's consent. */
const consent = ({ lang, scope }: AuthorizationRequest, uuid: string): Html => {
  const { asks, profile, idOnly, allow, deny } = labels[lang];

  return html`<p>${asks}</p>
    <ul>
      <li>${scope === 'snsapi_base' ? idOnly : profile}</li>
    </ul>
    <form method="post" action="/connect/confirm">
      <input type="hidden" name="uuid" value="${uuid}" />
      <button type="submit" name="answer" value="allow">${allow}</button>
      <button class="outline secondary" type="submit" name="answer" value="deny">${deny}</button>
    </form>`;
};

/** Waiting for the phone's owner to say yes or no. */
export const confirmPage = (request: RequestView, uuid: string, person: Person): Html => {
  const { scanned, confirm } = labels[request.lang];

  return screenAndPhone(
    request,
    person,
    html`<p class="icon" aria-hidden="true">✓</p>
      <p role="status"><strong>${scanned}</strong></p>
      <p>${confirm}</p>`,
    consent(request, uuid)
  );
};

/** The page inside the WeChat app: the phone asks by itself. */
export const inAppPage = (request: RequestView, uuid: string, person?: Person): Html => {
  const { app, redirectUri, words } = request;
  const { host, port } = new URL(redirectUri);
  const note = port && app.kind === 'serviceAccount' && words.simulated.port(host);

  return page(
    request,
    html`${phone(
      request,
      html`<h1 id="phone">${whosePhone(request, person)}</h1>`,
      consent(request, uuid)
    )}
    ${note && html`<small lang="${words.lang}">${note}</small>`}`
  );
};

/** A picture of somebody who does not exist. */
export const avatar = async ({ id, nickname }: Person): Promise<Response> => {
  const [letter] = new Intl.Segmenter().segment(toVisible(nickname));
  const hue = (id.charCodeAt(0) * 67) % 360;
  const svg = await html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 132 132">
    <rect width="132" height="132" fill="hsl(${hue} 45% 45%)" />
    <circle cx="112" cy="20" r="56" fill="hsl(${hue} 55% 58%)" />
    <text
      x="66"
      y="68"
      font-family="sans-serif"
      font-size="62"
      fill="#fff"
      text-anchor="middle"
      dominant-baseline="central"
    >
      ${letter?.segment}
    </text>
  </svg>`;

  return new Response(svg.toString(), { headers: { 'content-type': 'image/svg+xml' } });
};
