import type { Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';

import { type Config, defaultsOf, findErrors, readForm } from '../logto/form.js';
import type { ConnectorFactory } from '../logto/install.js';
import { createLogto, type Outcome, type SignIn } from '../logto/sign-in.js';
import { serveHttp, serveWechat } from '../wechat/serve.js';
import { scan, userAgents } from '../wechat/visitor.js';
import { createWechat, type Wechat } from '../wechat/wechat.js';
import type { Words } from '../words/en.js';
import { wordsFor } from '../words/language.js';
import { fallbackFor, findExample, offers, workingSettings } from './examples.js';
import { createGuardedPages, domain, outcomeOf } from './guarded-pages.js';
import { homePage } from './home-page.js';
import { type Site, toBrowser } from './layout.js';
import { listenOrExit } from './listen.js';
import { outcomePage, unknownSignInPage } from './outcome-page.js';

/**
 * The playground's pages: what Logto's Console and sign-in page do with a connector.
 *
 * They are for one person on this machine. So the settings live in memory, once for all.
 *
 * @param factory the connector as Logto's loader gave it.
 */
export const createPlayground = (factory: ConnectorFactory, wechat: Wechat): Hono => {
  const { metadata } = factory;
  const { formItems = [] } = metadata;
  const { app, choices, choose } = wechat;
  const working = { ...defaultsOf(formItems), ...workingSettings };
  let config: Config = working;
  let chosenLanguage: string | undefined;

  const logto = createLogto(factory, () => config);
  const getSite = (context: Context, shown = config): Site => {
    const words = wordsFor(context);

    return { wechat, metadata, config: shown, language: chosenLanguage ?? words.lang, words };
  };

  /** The user agent of the browser in which the sign-in page is open. */
  const getUserAgent = ({ req }: Context): string | undefined =>
    userAgents[choices.client] ?? req.header('user-agent');

  const beginSignIn = async (context: Context, state?: string) =>
    logto.beginSignIn(
      new URL(`/callback/${metadata.id}`, context.req.url).href,
      getUserAgent(context),
      state
    );

  /** Stores the settings and goes on, or shows what is wrong with them. */
  const save = async (
    context: Context,
    entered: Config,
    goOn: () => Response | Promise<Response>
  ): Promise<Response> => {
    const errors = findErrors(factory, entered);

    if (Object.keys(errors).length > 0) {
      return context.html(
        homePage(getSite(context, entered), await beginSignIn(context), { errors }),
        422
      );
    }

    config = entered;

    return goOn();
  };

  /** Keeps what comes of an action of the connector's and leads there. */
  const showOutcome = async (
    context: Context,
    state: string,
    act: (signIn: SignIn) => Promise<Outcome>
  ) => {
    const signIn = logto.findSignIn(state);

    if (signIn) {
      signIn.outcome = await act(signIn);
    }

    return context.redirect(outcomeOf(state), 303);
  };

  // The settings may name a page for those who cannot sign in on any site.
  const playground = createGuardedPages(['https:', 'http://localhost:*', 'http://127.0.0.1:*']);

  playground.onError((error, context) =>
    error instanceof HTTPException
      ? error.getResponse()
      : context.html(outcomePage(getSite(context), '', { error, requests: [] }), 500)
  );

  playground.get('/', async (context) => {
    const site = getSite(context);
    const notice = context.req.query('saved') === undefined ? '' : site.words.settings.saved;

    return context.html(homePage(site, await beginSignIn(context), { notice }));
  });

  /** Takes what the settings' form holds, and what is sent along with it. */
  const saveForm = async (
    context: Context,
    goOn: (sent: Record<string, string>) => Response | Promise<Response>
  ) => {
    const form = await context.req.formData();
    const sent = Object.fromEntries(form) as Record<string, string>;

    choose({ ...choices, ...sent });

    return save(context, readForm(formItems, form), () => goOn(sent));
  };

  playground.post('/settings', async (context) =>
    saveForm(context, () => context.redirect('/?saved', 303))
  );

  playground.post('/sign-in', async (context) =>
    saveForm(context, async ({ state }) => {
      const { authorizationUri } = await beginSignIn(context, state);

      return context.redirect(toBrowser(new URL(authorizationUri)), 303);
    })
  );

  playground.post('/language', async (context) => {
    const { language: chosen } = await context.req.parseBody();

    if (typeof chosen === 'string' && Object.hasOwn(metadata.name, chosen)) {
      chosenLanguage = chosen;
    }

    return context.redirect('/', 303);
  });

  playground.get('/callback/:id', async (context) => {
    const { state = '', ...callback } = context.req.query();

    return showOutcome(context, state, async (signIn) => logto.finishSignIn(signIn, callback));
  });

  playground.get('/outcome', (context) => {
    const { state = '' } = context.req.query();
    const outcome = logto.findSignIn(state)?.outcome;

    return outcome
      ? context.html(outcomePage(getSite(context), state, outcome))
      : context.html(unknownSignInPage(getSite(context)), 400);
  });

  for (const [path, act] of [
    ['/again', logto.finishSignIn],
    ['/refresh', logto.refreshToken],
  ] as const) {
    playground.post(path, async (context) => {
      const { state = '' } = await context.req.parseBody<Record<string, string>>();

      return showOutcome(context, state, act);
    });
  }

  /** The page for those who cannot sign in lies on this site. */
  const withFallback = ({ req }: Context, { fallbackUrl, ...settings }: Config): Config => ({
    ...settings,
    fallbackUrl: typeof fallbackUrl === 'string' ? new URL(fallbackUrl, req.url).href : '',
  });

  playground.post('/offer', async (context) => {
    const { offer } = await context.req.parseBody();
    const chosen = Object.entries(offers).find(([name]) => name === offer)?.[1] ?? config;
    const fallbackUrl = fallbackFor(chosen);
    const entered = withFallback(context, { ...config, ...chosen, fallbackUrl });

    return save(context, entered, () => context.redirect('/', 303));
  });

  playground.post('/try', async (context) => {
    const { example: id } = await context.req.parseBody();
    const { choices: changes = {}, settings, edit = {}, stopsAt } = findExample(id) ?? {};

    choose(changes);

    return save(context, withFallback(context, { ...working, ...settings }), async () => {
      const url = new URL((await beginSignIn(context)).authorizationUri);

      for (const [name, value] of Object.entries(edit)) {
        url.searchParams.set(name, value);
      }

      const page = stopsAt ? undefined : await scan(url.href, choices.person);

      return context.redirect(toBrowser(page ?? url), 303);
    });
  });

  playground.all('/connect/*', async (context) => {
    const request = new Request(context.req.raw);

    request.headers.set('user-agent', getUserAgent(context) ?? '');

    return app.fetch(request);
  });

  playground.get('/mmopen/*', ({ req }) => app.fetch(req.raw));

  return playground;
};

/** The playground with a simulated WeChat to which this process's connections are turned. */
export const startPlayground = async (factory: ConnectorFactory) => {
  const wechat = createWechat({ domain });

  return { wechat, pages: createPlayground(factory, wechat), close: await serveWechat(wechat) };
};

/** Serves the playground and says where. */
export const servePlayground = async (
  factory: ConnectorFactory,
  port: number,
  words: Words['terminal']
): Promise<void> => {
  const { pages } = await startPlayground(factory);
  const inUse = words.portInUse(port, `PORT=${port === 65_535 ? port - 1 : port + 1} npm start`);

  await listenOrExit(serveHttp(pages, port), port, inUse, words);
  console.log(words.ready(`http://${domain}:${port}/`));
};
