import { type Context, Hono } from 'hono';

import { detectLanguage, wordsFor } from '../words/language.js';
import type { App, AuthorizationRequest, Person } from './model.js';
import { isInApp, type Store } from './store.js';
import * as views from './views.js';

/** A host without a filing, and with a port, as no real service account can have it. */
const isThisMachine = (hostname: string): boolean => /^(?:localhost|127\.0\.0\.1)$/.test(hostname);

/** What is wrong with the site's request, or nothing. Inside WeChat other things are than on the QR page. */
const findFlaw = (
  { redirect_uri = '', response_type, scope = '' }: Record<string, string>,
  app: App | undefined,
  isInside: boolean
): views.Flaw | undefined => {
  const redirectUri = URL.canParse(redirect_uri) ? new URL(redirect_uri) : undefined;
  const mayHavePort = app?.kind !== 'serviceAccount' || isThisMachine(app.domain);
  const allowed = [...(app?.scopes ?? []), 'snsapi_base'];

  if (!app) return 'appid';
  if (isInside !== isInApp(app)) return isInside ? 'website' : 'appid';
  if (redirectUri?.hostname !== app.domain || (redirectUri.port && !mayHavePort)) {
    return isInside ? 'domain' : 'redirect_uri';
  }
  if (response_type !== 'code') return 'response_type';
  if (!scope.split(',').every((name) => allowed.includes(name)))
    return isInside ? 'grant' : 'scope';

  return;
};

/**
 * The pages on which WeChat asks the person.
 *
 * @param choices whose phone lies beside the screen, as it is now.
 * @param rehearsedHost Logto's, if it is another process that signs in here.
 * @see https://developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Wechat_Login.html
 * @see https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/Wechat_webpage_authorization.html
 */
export const createPages = (
  store: Store,
  choices: { person: string },
  rehearsedHost?: string
): Hono => {
  const { pages, addCode, addPage, findApp, findPerson } = store;

  /** What every page shows. WeChat's own words are Chinese, unless the QR page is asked for English. */
  const viewFor = (context: Context, { lang }: { lang?: string } = {}): views.View => ({
    lang: lang === 'en' ? lang : 'cn',
    words: wordsFor(context),
    rehearsedHost,
  });

  /** What the site asks for, or the page that says why not. */
  const readRequest = async (
    context: Context,
    person: Person | undefined,
    isInside: boolean
  ): Promise<(AuthorizationRequest & views.View) | Response> => {
    const query = context.req.query();
    const app = findApp(query.appid);
    const view = viewFor(context, isInside ? {} : query);
    const isStranger = app?.kind === 'testAccount' && !person?.isFollower;
    const flaw = findFlaw(query, app, isInside) ?? (isStranger ? 'follower' : undefined);

    if (!app || flaw) {
      return context.html(views.errorPage(view, flaw ?? 'appid'));
    }

    const { scope = '', redirect_uri: redirectUri = '', state = '' } = query;

    return { app, scope, redirectUri, state, ...view };
  };

  /** The way back to the site: with a code for who allowed it. Who refuses is told of in two ways. */
  const sendBack = (
    context: Context,
    { app, scope, redirectUri, state }: AuthorizationRequest,
    person?: Person
  ): Response => {
    const callback = new URL(redirectUri);

    if (person) {
      callback.searchParams.set('code', addCode({ app, person, scope }));
    } else if (isInApp(app)) {
      callback.searchParams.set('code', 'authdeny');
    }

    callback.searchParams.set('state', state);

    return context.redirect(callback.href, 303);
  };

  /** In the place of the question, if the QR code was answered already or nobody has scanned it. */
  const expired = (context: Context, page?: AuthorizationRequest) =>
    context.html(views.errorPage(viewFor(context, page), 'uuid'), 404);

  const router = new Hono();

  router.use('/connect/*', detectLanguage);

  /** The page with the QR code. */
  router.get('/connect/qrconnect', async (context) => {
    const person = findPerson(choices.person);
    const request = await readRequest(context, person, false);

    if (request instanceof Response) {
      return request;
    }

    const uuid = addPage(request);
    const url = new URL(`/connect/confirm?uuid=${uuid}`, context.req.url).href;

    return context.html(views.qrPage(request, { uuid, url, person }));
  });

  /** The page inside the WeChat app. With `snsapi_base` nobody is asked, and nothing is seen. */
  router.get('/connect/oauth2/authorize', async (context) => {
    if (!context.req.header('user-agent')?.includes('MicroMessenger')) {
      return context.html(views.errorPage(viewFor(context), 'client'));
    }

    const person = findPerson(choices.person);
    const request = await readRequest(context, person, true);

    if (request instanceof Response) {
      return request;
    }

    return request.scope === 'snsapi_base'
      ? sendBack(context, request, person)
      : context.html(views.inAppPage(request, addPage({ ...request, person }), person));
  });

  /** The phone scans the code. */
  router.post('/connect/scan', async (context) => {
    const { uuid = '', person = '' } = await context.req.parseBody<Record<string, string>>();
    const page = pages.get(uuid);

    if (page) {
      page.person = findPerson(person);
    }

    return context.redirect(`/connect/confirm?uuid=${encodeURIComponent(uuid)}`, 303);
  });

  /** The phone asks for consent. */
  router.get('/connect/confirm', (context) => {
    const { uuid = '' } = context.req.query();
    const page = pages.get(uuid);

    return page?.person
      ? context.html(views.confirmPage({ ...page, ...viewFor(context, page) }, uuid, page.person))
      : expired(context, page);
  });

  /** The person allows it or does not. */
  router.post('/connect/confirm', async (context) => {
    const { uuid = '', answer } = await context.req.parseBody<Record<string, string>>();
    const page = pages.get(uuid);

    if (!page?.person) {
      return expired(context, page);
    }

    pages.delete(uuid);

    return sendBack(context, page, answer === 'allow' ? page.person : undefined);
  });

  router.get('/connect/wechat.css', views.styles);

  /** Pictures, which WeChat keeps at `thirdwx.qlogo.cn`. */
  router.get('/mmopen/:set/:person/:size', (context) => {
    const person = findPerson(context.req.param('person'));

    return person ? views.avatar(person) : context.notFound();
  });

  return router;
};
