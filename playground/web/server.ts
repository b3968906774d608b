import { readFileSync } from 'node:fs';
import path from 'node:path';

import { type Context, Hono } from 'hono';
import { csrf } from 'hono/csrf';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';

import { type Config, findErrors, listFields, readForm } from '../logto/form.js';
import type { ConnectorFactory } from '../logto/install.js';
import { createLogto, type Outcome, type SignIn } from '../logto/sign-in.js';
import type { Words } from '../words/en.js';
import { homePage } from './home-page.js';
import { detectLanguage, keepLanguage, wordsFor } from './language.js';
import type { Site } from './layout.js';
import type { Mode } from './mode.js';
import { outcomePage, unknownSignInPage } from './outcome-page.js';

const guardContent = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    scriptSrc: ["'self'"],
    imgSrc: ["'self'", 'data:', 'https://*.qlogo.cn'],
    formAction: ["'self'", 'https://open.weixin.qq.com'],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  referrerPolicy: 'same-origin',
  strictTransportSecurity: false, // It would stay with the tunnel's host name.
});

const addAssets = (playground: Hono): void => {
  for (const [name, type] of [
    ['page.css', 'text/css'],
    ['page.js', 'text/javascript'],
  ] as const) {
    const asset = readFileSync(path.join(import.meta.dirname, 'assets', name), 'utf8');

    playground.get(`/assets/${name}`, (context) =>
      context.body(asset, 200, { 'content-type': `${type}; charset=utf-8` })
    );
  }
};

/**
 * The playground's pages: what Logto's Console and sign-in page do with a connector.
 *
 * They are for one person on this machine. So the settings live in memory, once for all.
 *
 * @param factory the connector as Logto's loader gave it.
 * @param mode the WeChat to sign in at.
 */
export const createPlayground = (factory: ConnectorFactory, mode: Mode): Hono => {
  const { metadata } = factory;
  let config = mode.settings;
  let language = 'en';

  const logto = createLogto(factory, () => config);
  /** For the way back: a tunnel has another host name, and gets no cookie of this machine's pages. */
  const wordsOf = new WeakMap<SignIn, Words>();

  const getSite = (context: Context, words = wordsFor(context), shown = config): Site => ({
    mode,
    slots: mode.getSlots(words, shown),
    metadata,
    config: shown,
    language,
    words,
  });

  const beginSignIn = async (context: Context) =>
    logto.beginSignIn(
      new URL(`/callback/${metadata.id}`, mode.getCallbackBase(context)).href,
      mode.getUserAgent(context)
    );

  const save = async (
    context: Context,
    entered: Config,
    goOn: () => Response | Promise<Response>
  ): Promise<Response> => {
    const errors = findErrors(factory, entered);

    if (Object.keys(errors).length > 0) {
      const site = getSite(context, wordsFor(context), entered);

      return context.html(homePage(site, await beginSignIn(context), { errors }), 422);
    }

    config = entered;

    return goOn();
  };

  /** Shows what comes of an action of the connector's, if the sign-in is a known one. */
  const showOutcome = async (
    context: Context,
    state: string,
    act: (signIn: SignIn) => Promise<Outcome>
  ) => {
    const signIn = logto.findSignIn(state);

    if (!signIn) {
      return context.html(unknownSignInPage(getSite(context)), 400);
    }

    const outcome = await mode.callWechat(async () => act(signIn));

    return context.html(outcomePage(getSite(context, wordsOf.get(signIn)), state, outcome));
  };

  const playground = new Hono();

  playground.use(guardContent, detectLanguage, mode.guard, csrf());

  playground.use(async (context, next) => {
    await next();
    context.header('cache-control', 'no-store');
  });

  playground.onError((error, context) =>
    error instanceof HTTPException
      ? error.getResponse()
      : context.html(outcomePage(getSite(context), '', { error, requests: [] }), 500)
  );

  addAssets(playground);

  playground.get('/', async (context) => {
    const site = getSite(context);
    const notice = context.req.query('saved') === undefined ? '' : site.words.settings.saved;

    return context.html(homePage(site, await beginSignIn(context), { notice }));
  });

  playground.post('/settings', async (context) => {
    const entered = readForm(listFields(metadata), await context.req.formData());

    return save(context, { ...entered, ...mode.fixedSettings }, () =>
      context.redirect('/?saved', 303)
    );
  });

  playground.post('/page-language', async (context) => {
    const { language: chosen } = await context.req.parseBody<Record<string, string>>();

    keepLanguage(context, chosen);

    return context.redirect('/', 303);
  });

  playground.post('/language', async (context) => {
    const { language: chosen } = await context.req.parseBody();

    if (typeof chosen === 'string' && Object.hasOwn(metadata.name, chosen)) {
      language = chosen;
    }

    return context.redirect('/', 303);
  });

  playground.post('/sign-in', async (context) => {
    const { state = '', ...chosen } = await context.req.parseBody<Record<string, string>>();
    const signIn = logto.findSignIn(state);

    mode.choose(chosen);

    if (!signIn) {
      return context.redirect('/', 303); // An old page's sign-in is forgotten: a new page has a new one.
    }

    wordsOf.set(signIn, wordsFor(context));

    return context.redirect(mode.toBrowser(new URL(signIn.authorizationUri)), 303);
  });

  playground.get('/callback/:id', async (context) => {
    const { state = '', ...callback } = context.req.query();

    return showOutcome(context, state, async (signIn) => logto.finishSignIn(signIn, callback));
  });

  playground.post('/refresh', async (context) => {
    const { state = '' } = await context.req.parseBody<Record<string, string>>();

    return showOutcome(context, state, logto.refreshToken);
  });

  mode.addPages(playground, {
    getConfig: () => config,
    beginSignIn: async (context) => new URL((await beginSignIn(context)).authorizationUri),
    save,
  });

  return playground;
};
