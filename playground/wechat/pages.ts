import { type Context, Hono } from 'hono';

import { detectLanguage, wordsFor } from '../words/language.js';
import type { App, AuthorizationRequest, Person } from './model.js';
import type { Store } from './store.js';
import * as views from './views.js';

/** What is wrong with the site's request, or nothing. An app has scopes on one page only. */
const findFlaw = (
  { redirect_uri = '', response_type, scope = '' }: Record<string, string>,
  app: App,
  kind: App['kind']
): views.Flaw | undefined => {
  if (!URL.canParse(redirect_uri) || new URL(redirect_uri).hostname !== app.domain) {
    return 'redirect_uri';
  }

  if (response_type !== 'code') {
    return 'response_type';
  }

  const allowed = [...app.scopes, 'snsapi_base'];

  return app.kind === kind && scope.split(',').every((name) => allowed.includes(name))
    ? undefined
    : 'scope';
};

/**
 * The pages on which WeChat asks the person.
 *
 * @param choices whose phone lies beside the screen, as it is now.
 * @see https://developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Wechat_Login.html
 * @see https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/Wechat_webpage_authorization.html
 */
export const createPages = (store: Store, choices: { person: string }): Hono => {
  const { pages, addCode, addPage, findApp, findPerson } = store;

  /** What the site asks for, or the page that says why not. */
  const readRequest = async (
    context: Context,
    kind: App['kind']
  ): Promise<AuthorizationRequest | Response> => {
    const query = context.req.query();
    const app = findApp(query.appid);
    const lang = query.lang === 'en' ? 'en' : 'cn';
    const flaw = app ? findFlaw(query, app, kind) : 'appid';

    if (!app || flaw) {
      const view = { lang, redirectUri: query.redirect_uri, words: wordsFor(context) } as const;

      return context.html(views.errorPage(view, flaw ?? 'appid'));
    }

    const { scope = '', redirect_uri: redirectUri = '', state = '' } = query;

    return { app, scope, redirectUri, state, lang };
  };

  /** The way back to the site: with a code for who allowed it, without one if nobody did. */
  const sendBack = (
    context: Context,
    { app, scope, redirectUri, state }: AuthorizationRequest,
    person?: Person
  ): Response => {
    const callback = new URL(redirectUri);

    if (person) {
      callback.searchParams.set('code', addCode({ app, person, scope }));
    }

    callback.searchParams.set('state', state);

    return context.redirect(callback.href, 303);
  };

  /** In the place of the question, if the QR code was answered already or nobody has scanned it. */
  const expired = (context: Context, page?: AuthorizationRequest) =>
    context.html(views.errorPage({ lang: 'cn', ...page, words: wordsFor(context) }, 'uuid'), 404);

  const router = new Hono();

  router.use('/connect/*', detectLanguage);

  /** The page with the QR code. */
  router.get('/connect/qrconnect', async (context) => {
    const request = await readRequest(context, 'website');

    if (request instanceof Response) {
      return request;
    }

    const uuid = addPage(request);
    const url = new URL(`/connect/confirm?uuid=${uuid}`, context.req.url).href;

    const view = { ...request, words: wordsFor(context) };

    return context.html(views.qrPage(view, { uuid, url, person: findPerson(choices.person) }));
  });

  /** The page inside the WeChat app. With `snsapi_base` nobody is asked, and nothing is seen. */
  router.get('/connect/oauth2/authorize', async (context) => {
    const words = wordsFor(context);

    if (!context.req.header('user-agent')?.includes('MicroMessenger')) {
      const redirectUri = context.req.query('redirect_uri');

      return context.html(views.errorPage({ lang: 'cn', redirectUri, words }, 'client'));
    }

    const request = await readRequest(context, 'service account');

    if (request instanceof Response) {
      return request;
    }

    const person = findPerson(choices.person);

    return request.scope === 'snsapi_base'
      ? sendBack(context, request, person)
      : context.html(
          views.inAppPage({ ...request, words }, addPage({ ...request, person }), person)
        );
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
      ? context.html(views.confirmPage({ ...page, words: wordsFor(context) }, uuid, page.person))
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
