import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { Hono } from 'hono';
import { html } from 'hono/html';

import { choicesView } from '../web/choice-views.js';
import { createGuardedPages } from '../web/guarded-pages.js';
import { type Html, page } from '../web/layout.js';
import { requestsView } from '../web/requests-view.js';
import { wechatUserAgent } from '../wechat/visitor.js';
import type { Wechat } from '../wechat/wechat.js';
import type { Words } from '../words/en.js';
import { wordsFor } from '../words/language.js';
import type { Plan } from './plan.js';

const logo = readFileSync(path.join(import.meta.dirname, '../../logo.svg'), 'base64');
const metadata = { logo: `data:image/svg+xml;base64,${logo}` };

/** A thing to type, with a button that copies it. */
const copied = (words: Words, id: string, label: Html | string, value: string): Html =>
  html`<div class="copied">
    <p><strong id="${id}-label">${label}</strong> <span class="good" role="status"></span></p>
    <pre id="${id}" lang="en"><code>${value}</code></pre>
    <button
      class="outline secondary"
      type="button"
      id="${id}-copy"
      aria-labelledby="${id}-copy ${id}-label"
      data-copies="${id}"
      data-done="${words.rehearsal.copied}"
      hidden
    >
      ${words.rehearsal.copy}
    </button>
  </div>`;

const startView = (words: Words, { lines }: Plan, loadedAt?: Date): Html => {
  const { start } = words.rehearsal;

  return html`<article aria-labelledby="start-title">
    <h2 id="start-title">${start.heading}</h2>
    ${copied(words, 'folder', start.folder, lines.folder)}
    ${copied(words, 'docker', start.docker, lines.docker)}
    <div id="seen" aria-live="polite" data-live>
      ${
        loadedAt
          ? html`<p class="good">${start.loaded(loadedAt.toLocaleTimeString(words.lang))}</p>`
          : html`<p class="bad">${start.notLoaded}</p>
              <ul>
                ${start.checks.map((check) => html`<li>${check}</li>`)}
              </ul>`
      }
    </div>
  </article>`;
};

const consoleView = (words: Words, { fields, logto }: Plan): Html => {
  const { enter } = words.rehearsal;
  const list = (group: keyof Plan['fields']) =>
    fields[group].map(([label, value], index) =>
      copied(words, `${group}-${index}`, html`<span lang="en">${label}</span>`, value)
    );

  return html`<article aria-labelledby="enter-title">
    <hgroup>
      <h2 id="enter-title">${enter.heading}</h2>
      <p>${enter.where}</p>
    </hgroup>
    ${list('website')}
    <p>${enter.insideWechat}</p>
    ${list('insideWechat')}
    <small>${enter.callbackDomain(logto.hostname)}</small>
  </article>`;
};

const signInView = (words: Words, wechat: Wechat): Html => {
  const { signIn } = words.rehearsal;

  return html`<article aria-labelledby="sign-in-title">
    <hgroup>
      <h2 id="sign-in-title">${signIn.heading}</h2>
      <p>${signIn.where}</p>
    </hgroup>
    <form id="choices" method="post" action="/choices">
      ${choicesView(words, wechat, 'choices')}
      <button>${signIn.apply}</button>
    </form>
  </article>`;
};

const insideWechatView = (words: Words): Html => {
  const { insideWechat } = words.rehearsal;

  return html`<article aria-labelledby="inside-title">
    <hgroup>
      <h2 id="inside-title">${insideWechat.heading}</h2>
      <p>${insideWechat.developerTools}</p>
    </hgroup>
    ${copied(words, 'user-agent', insideWechat.userAgent, wechatUserAgent)}
  </article>`;
};

const rehearsalPage = (words: Words, plan: Plan, wechat: Wechat, loadedAt?: Date): Html => {
  const { rehearsal } = words;
  const requests = wechat.requests.toReversed().map(({ at, fault, errcode, ...request }) => ({
    ...request,
    failure: fault ? words.faults[fault] : errcode && `errcode ${errcode}`,
    note: at.toLocaleTimeString(words.lang),
  }));

  return page(
    { metadata, words },
    rehearsal.heading,
    html`<hgroup>
        <h1>${rehearsal.heading}</h1>
        <p>
          ${rehearsal.introduction(plan.logto.origin)}
          <strong class="bad">${rehearsal.warning}</strong>
        </p>
      </hgroup>
      <div class="grid">
        <div>
          ${startView(words, plan, loadedAt)} ${consoleView(words, plan)} ${insideWechatView(words)}
        </div>
        <div>
          ${signInView(words, wechat)}
          <div id="live-requests" data-live>${requestsView(words, requests)}</div>
        </div>
      </div>`
  );
};

/**
 * What the browser shows: WeChat's pages, and one that tells what to do and what Logto has sent.
 *
 * @param wechat also hears of it when Logto has loaded the connector.
 */
export const createRehearsalPages = (plan: Plan, wechat: Wechat): Hono => {
  const { hostname } = plan.logto;
  let loadedAt: Date | undefined;

  wechat.app.get('/loaded', (context) => {
    loadedAt = new Date();

    return context.body(null, 204);
  });

  // WeChat's last form leads back to Logto.
  const pages = createGuardedPages([`http://${hostname}:*`, `https://${hostname}:*`]);

  pages.get('/', (context) =>
    context.html(rehearsalPage(wordsFor(context), plan, wechat, loadedAt))
  );

  pages.post('/choices', async (context) => {
    wechat.choose(await context.req.parseBody<Record<string, string>>());

    return context.redirect('/', 303);
  });

  pages.all('/connect/*', ({ req }) => wechat.app.fetch(req.raw));

  return pages;
};
