import { readFileSync } from 'node:fs';
import path from 'node:path';

import { Hono, type MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

import { readStyles } from '../wechat/styles.js';
import { limitBody } from '../wechat/wechat.js';
import { detectLanguage, keepLanguage, wordsFor } from '../words/language.js';

/** The site's own domain, which the apps have registered as theirs. */
export const domain = '127.0.0.1';

/**
 * Any site can give a host name of its own this server's address, and its pages would then be of one
 * origin with these. And the apps have registered one domain, not both names of this machine.
 */
const guardHost: MiddlewareHandler = async (context, next) => {
  const url = new URL(context.req.url);

  if (url.hostname === domain) {
    return next();
  }

  if (url.hostname === 'localhost') {
    url.hostname = domain;

    return context.redirect(url.href);
  }

  return context.text(wordsFor(context).page.localOnly, 403);
};

/**
 * Another site's page can send a form here, and reports of its content security policy. Every browser says
 * from where it sends such a thing.
 */
const guardOrigin: MiddlewareHandler = async (context, next) => {
  const { method, url } = context.req;

  return ['GET', 'HEAD'].includes(method) || context.req.header('origin') === new URL(url).origin
    ? next()
    : context.body(null, 403);
};

const readFallbackPage = () =>
  readFileSync(path.join(import.meta.dirname, '../../docs/open-in-wechat.html'), 'utf8');

/** The address of what came of a sign-in. */
export const outcomeOf = (state: string): string => `/outcome?state=${encodeURIComponent(state)}`;

/**
 * Pages for one person on this machine, guarded from other sites, with their assets and the choice of
 * their language.
 *
 * @param sites where else a form may lead: sources, as a content security policy has them.
 */
export const createGuardedPages = (sites: readonly string[] = []): Hono => {
  const pages = new Hono();

  // The page for those who cannot sign in, as from any web server: it has a policy of its own.
  for (const place of ['wechat', 'computer']) {
    pages.get(`/open-in-${place}.html`, (context) =>
      context.html(readFallbackPage().replace('data-open-in="wechat"', `data-open-in="${place}"`))
    );
  }

  pages.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        connectSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        formAction: ["'self'", ...sites],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      referrerPolicy: 'same-origin',
    }),
    detectLanguage,
    guardHost,
    guardOrigin,
    limitBody
  );

  pages.use(async (context, next) => {
    await next();
    context.header('cache-control', 'no-store');
  });

  for (const [name, type, read] of [
    ['page.css', 'text/css', readStyles],
    ['page.js', 'text/javascript', (file: string) => readFileSync(file, 'utf8')],
  ] as const) {
    const asset = read(path.join(import.meta.dirname, 'assets', name));

    pages.get(`/assets/${name}`, (context) =>
      context.body(asset, 200, { 'content-type': `${type}; charset=utf-8` })
    );
  }

  pages.post('/page-language', async (context) => {
    const { language, state } = await context.req.parseBody<Record<string, string>>();

    keepLanguage(context, language);

    return context.redirect(state ? outcomeOf(state) : '/', 303);
  });

  return pages;
};
