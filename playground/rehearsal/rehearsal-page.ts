import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { Hono } from 'hono';
import { html } from 'hono/html';

import { choicesView, describeChoices } from '../web/choice-views.js';
import { createGuardedPages } from '../web/guarded-pages.js';
import { headingOf, type Html, page } from '../web/layout.js';
import { requestsView } from '../web/requests-view.js';
import { wechatUserAgent } from '../wechat/visitor.js';
import type { Wechat } from '../wechat/wechat.js';
import type { Words } from '../words/en.js';
import { wordsFor } from '../words/language.js';
import type { Plan } from './plan.js';

const logo = readFileSync(path.join(import.meta.dirname, '../../logo.svg'), 'base64');
const metadata = { logo: `data:image/svg+xml;base64,${logo}` };

const listItems = (texts: readonly string[]): Html[] => texts.map((text) => html`<li>${text}</li>`);

/** A thing to type, with a button that copies it. */
const copied = (words: Words, id: string, label: string, value: string): Html =>
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

/** What has come from Logto last, if anything. */
type Sign = { at: Date; isOutdated: boolean };

const signView = ({ lang, rehearsal: { start, outdated } }: Words, sign?: Sign): Html =>
  sign && !sign.isOutdated
    ? html`<p class="good">${start.seen(sign.at.toLocaleTimeString(lang))}</p>`
    : html`<p class="bad">${sign ? outdated : start.notSeen}</p>
        <ul>
          ${listItems(start.checks)}
        </ul>`;

const startView = (words: Words, { lines }: Plan, sign?: Sign): Html => {
  const { start } = words.rehearsal;

  return html`<article aria-labelledby="start-title">
    <h2 id="start-title">${start.heading}</h2>
    ${copied(words, 'folder', start.folder, lines.folder)}
    ${copied(words, 'docker', start.docker, lines.docker)}
    ${copied(words, 'compose', start.compose, lines.compose)}
    <p>${start.ownOptions}</p>
    <div id="seen" aria-live="polite" data-live>${signView(words, sign)}</div>
  </article>`;
};

const consoleView = (words: Words, { ways, logto }: Plan): Html => {
  const { enter } = words.rehearsal;
  const fieldsOf = (way: keyof Plan['ways']) =>
    ways[way].map(([label, value], index) =>
      // The title of an item, which cannot be pasted.
      value.includes(' ')
        ? html`<p><strong>${label}</strong><br />${value}</p>`
        : copied(words, `${way}-${index}`, label, value)
    );

  return html`<article aria-labelledby="enter-title">
    ${headingOf('enter', enter.heading, enter.where)}
    ${Object.entries(enter.ways).map(
      ([way, title]) =>
        html`<details name="way" ${way === 'website' ? 'open' : ''}>
          <summary>${title}</summary>
          ${fieldsOf(way as keyof Plan['ways'])}
        </details>`
    )}
    <small>${enter.callbackDomain(logto.hostname)}</small>
  </article>`;
};

const signInView = (words: Words, wechat: Wechat): Html => {
  const { signIn } = words.rehearsal;

  return html`<article aria-labelledby="sign-in-title">
    ${headingOf('sign-in', signIn.heading, signIn.where)}
    <form id="choices" method="post" action="/choices" data-applies>
      ${choicesView(words, wechat, 'choices')}
      <p id="applied" role="status" data-live>${signIn.applied(describeChoices(words, wechat))}</p>
      <noscript><button>${signIn.apply}</button></noscript>
    </form>
  </article>`;
};

const insideWechatView = (words: Words): Html => {
  const { insideWechat } = words.rehearsal;

  return html`<article aria-labelledby="inside-title">
    ${headingOf('inside', insideWechat.heading, insideWechat.developerTools)}
    ${copied(words, 'user-agent', insideWechat.userAgent, wechatUserAgent)}
  </article>`;
};

const afterView = ({ rehearsal: { after } }: Words): Html =>
  html`<article aria-labelledby="after-title">
    <h2 id="after-title">${after.heading}</h2>
    <ol>
      ${listItems(after.steps)}
    </ol>
  </article>`;

const rehearsalPage = (words: Words, plan: Plan, wechat: Wechat, sign?: Sign): Html => {
  const { heading, introduction, warning, before, switching } = words.rehearsal;
  const requests = wechat.requests.toReversed().map(({ at, fault, errcode, ...request }) => ({
    ...request,
    failure: fault ? words.faults[fault] : errcode && `errcode ${errcode}`,
    note: at.toLocaleTimeString(words.lang),
  }));

  return page(
    { metadata, words },
    heading,
    html`<hgroup>
        <h1>${heading}</h1>
        <p>${introduction(plan.logto.origin)} <strong class="bad">${warning}</strong></p>
      </hgroup>
      <p>${before} ${switching}</p>
      <div class="grid">
        <div>
          ${startView(words, plan, sign)} ${consoleView(words, plan)} ${insideWechatView(words)}
        </div>
        <div>
          ${signInView(words, wechat)} ${afterView(words)}
          <div id="live-requests" data-live>${requestsView(words, requests)}</div>
        </div>
      </div>`
  );
};

/**
 * What the browser shows: WeChat's pages, and one that tells what to do and what Logto has sent.
 *
 * @param wechat also hears of it when Logto has loaded the connector.
 * @param line the first part of the path to which Logto sends browsers, with the line of today.
 * @param onOutdated hears of it when they come from a Logto with an older one.
 */
export const createRehearsalPages = (
  plan: Plan,
  wechat: Wechat,
  line: string,
  onOutdated: () => void
): Hono => {
  let sign: Sign | undefined;

  const keepSign = (isOutdated = false) => {
    sign = { at: new Date(), isOutdated };
  };

  wechat.app.get('/loaded', (context) => {
    keepSign();

    return context.body(null, 204);
  });

  // WeChat's last form leads back to Logto, and no source can have an IPv6 address.
  const pages = createGuardedPages(['http:', 'https:']);

  pages.get('/', (context) => context.html(rehearsalPage(wordsFor(context), plan, wechat, sign)));

  pages.post('/choices', async (context) => {
    wechat.choose(await context.req.parseBody<Record<string, string>>());

    return context.redirect('/', 303);
  });

  pages.all('/connect/*', ({ req }) => wechat.app.fetch(req.raw));

  pages.get('/:line/connect/*', (context) => {
    const isOutdated = context.req.param('line') !== line;

    keepSign(isOutdated);

    if (isOutdated) {
      onOutdated();
    }

    return context.redirect(isOutdated ? '/' : context.req.url.replace(`/${line}/`, '/'));
  });

  return pages;
};
