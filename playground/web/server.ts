import { readFileSync } from 'node:fs';
import path from 'node:path';

import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { csrf } from 'hono/csrf';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';

import { credentialsOf, examples } from './examples.js';
import { findErrors, listFields, readForm, type Config } from '../logto/form.js';
import { homePage } from './home-page.js';
import { type ConnectorFactory } from '../logto/install.js';
import { type Site } from './layout.js';
import { createLogto, type Outcome, type SignIn } from '../logto/sign-in.js';
import { outcomePage, unknownSignInPage } from './outcome-page.js';
import { websiteApp } from '../wechat/registry.js';
import { insideWechat, type Simulation } from './simulated.js';
import { scan, wechatUserAgent } from '../wechat/visitor.js';

/** The real WeChat, with an app of its own. */
export type RealWechat = {
  /** The app's settings; the page does not change them. */
  credentials: Config;
  /** Where WeChat sends the browser back to: this server, by way of a tunnel. */
  publicUrl: URL;
  /** Where the playground itself is, on this machine. */
  home: string;
};

/** The connector as Logto's loader gave it, and the WeChat to sign in at. */
export type PlaygroundOptions = {
  factory: ConnectorFactory;
  wechat: Simulation | RealWechat;
};

const loopback = '127.0.0.1';

/**
 * Any site can give a host name of its own this server's address, and its pages would then be of one
 * origin with these. And the public URL is for WeChat's way back, and for the page that it leads to.
 */
const guardHost =
  (publicHost?: string): MiddlewareHandler =>
  async (context, next) => {
    const { hostname, pathname } = new URL(context.req.url);
    const isLocal = hostname === loopback || hostname === 'localhost';
    const isWayBack =
      hostname === publicHost && /^\/(?:callback\/|assets\/|refresh$)/.test(pathname);

    return isLocal || isWayBack
      ? next()
      : context.text('The playground answers on this machine alone, at http://127.0.0.1.', 403);
  };

/** The stand-in's apps have registered one domain, and not both names of this machine. */
const useOneDomain: MiddlewareHandler = async (context, next) => {
  const url = new URL(context.req.url);

  if (url.hostname === loopback || context.req.method !== 'GET') {
    return next();
  }

  url.hostname = loopback;

  return context.redirect(url.href);
};

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

/**
 * The playground's pages: what Logto's Console and sign-in page do with a connector.
 *
 * They are for one person on this machine. So the settings live in memory, once for all.
 */
export const createPlayground = ({ factory, wechat }: PlaygroundOptions): Hono => {
  const { metadata } = factory;
  const simulation = 'apps' in wechat ? wechat : undefined;
  const real = 'publicUrl' in wechat ? wechat : undefined;
  const workingConfig = real?.credentials ?? credentialsOf(websiteApp);

  const site: Site = {
    metadata,
    language: 'en',
    config: workingConfig,
    fixed: Object.keys(real?.credentials ?? {}),
    simulation,
  };
  const logto = createLogto(factory, () => site.config);

  /** What the browser calls itself, or would inside WeChat. */
  const userAgentOf = ({ req }: Context) =>
    simulation?.choices.client === insideWechat ? wechatUserAgent : req.header('user-agent');

  const beginSignIn = async (context: Context) =>
    logto.beginSignIn(
      new URL(`/callback/${metadata.id}`, real?.publicUrl ?? context.req.url).href,
      userAgentOf(context)
    );

  /** The browser's connections are not redirected: it finds the stand-in here. */
  const toBrowser = ({ href, pathname, search }: URL) =>
    simulation ? `${pathname}${search}` : href;

  /** Makes the settings those, or shows what is wrong with them. */
  const save = async (
    context: Context,
    config: Config,
    goOn: () => Response | Promise<Response>
  ): Promise<Response> => {
    const errors = findErrors(factory, config);

    if (Object.keys(errors).length > 0) {
      const page = homePage({ ...site, config }, await beginSignIn(context), { errors });

      return context.html(page, 422);
    }

    site.config = config;

    return goOn();
  };

  const playground = new Hono();

  playground.use(guardContent, guardHost(real?.publicUrl.hostname), csrf());

  if (simulation) {
    playground.use(useOneDomain);
  }

  playground.use(async (context, next) => {
    await next();
    context.header('cache-control', 'no-store');
  });

  playground.onError((error, context) =>
    error instanceof HTTPException
      ? error.getResponse()
      : context.html(outcomePage(site, '', { error, requests: [] }), 500)
  );

  for (const [name, type] of [
    ['page.css', 'text/css'],
    ['page.js', 'text/javascript'],
  ] as const) {
    const asset = readFileSync(path.join(import.meta.dirname, name), 'utf8');

    playground.get(`/assets/${name}`, (context) =>
      context.body(asset, 200, { 'content-type': `${type}; charset=utf-8` })
    );
  }

  playground.get('/', async (context) => {
    const notice = context.req.query('saved') === undefined ? '' : 'Saved.';

    return context.html(homePage(site, await beginSignIn(context), { notice }));
  });

  playground.post('/settings', async (context) => {
    const entered = readForm(listFields(metadata), await context.req.formData());

    return save(context, { ...entered, ...real?.credentials }, () =>
      context.redirect('/?saved', 303)
    );
  });

  playground.post('/language', async (context) => {
    const { language } = await context.req.parseBody();

    if (typeof language === 'string' && Object.hasOwn(metadata.name, language)) {
      site.language = language;
    }

    return context.redirect('/', 303);
  });

  playground.post('/sign-in', async (context) => {
    const { state = '', ...chosen } = await context.req.parseBody<Record<string, string>>();
    const signIn = logto.findSignIn(state);

    simulation?.choose({ ...simulation.choices, ...chosen });

    // An old page's sign-in is forgotten: a new page has a new one.
    return context.redirect(signIn ? toBrowser(new URL(signIn.authorizationUri)) : '/', 303);
  });

  /** Shows what comes of an action of the connector's, if the sign-in is a known one. */
  const showOutcome = async (
    context: Context,
    state: string,
    act: (signIn: SignIn) => Promise<Outcome>
  ) => {
    const signIn = logto.findSignIn(state);

    if (!signIn) {
      return context.html(unknownSignInPage(site, real?.home), 400);
    }

    const action = async () => act(signIn);
    const outcome = await (simulation ? simulation.underFault(action) : action());

    return context.html(outcomePage(site, state, outcome, real?.home));
  };

  playground.get('/callback/:id', async (context) => {
    const { state = '', ...callback } = context.req.query();

    return showOutcome(context, state, async (signIn) => logto.finishSignIn(signIn, callback));
  });

  playground.post('/refresh', async (context) => {
    const { state = '' } = await context.req.parseBody<Record<string, string>>();

    return showOutcome(context, state, logto.refreshToken);
  });

  if (simulation) {
    const { apps, choices, choose } = simulation;

    playground.all('/connect/*', async (context) => {
      const request = new Request(context.req.raw);

      request.headers.set('user-agent', userAgentOf(context) ?? '');

      return simulation.wechat.fetch(request);
    });
    playground.get('/mmopen/*', ({ req }) => simulation.wechat.fetch(req.raw));

    playground.post('/client', async (context) => {
      const { client } = await context.req.parseBody<Record<string, string>>();

      choose({ ...choices, client });

      return context.redirect('/', 303);
    });

    playground.post('/app', async (context) => {
      const { appid } = await context.req.parseBody();
      const chosen = apps.find((app) => app.appid === appid);

      return save(context, { ...site.config, ...(chosen && credentialsOf(chosen)) }, () =>
        context.redirect('/', 303)
      );
    });

    playground.post('/try', async (context) => {
      const { example: title } = await context.req.parseBody();
      const example = Object.values(examples)
        .flat()
        .find((example) => example.title === title);

      choose(example);

      return save(context, { ...workingConfig, ...example?.settings }, async () => {
        const { authorizationUri } = await beginSignIn(context);
        const page = await scan(authorizationUri, choices.person);

        return context.redirect(toBrowser(page ?? new URL(authorizationUri)), 303);
      });
    });
  }

  return playground;
};
