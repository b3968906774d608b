import { Hono, type MiddlewareHandler } from 'hono';

import { createApi } from './api.js';
import { createCertificate } from './certificate.js';
import { wechatHosts } from './hosts.js';
import { createPages } from './pages.js';
import { redirect } from './redirect.js';
import { limitBody, serveTls } from './serve.js';
import { createStore, type World } from './store.js';

/**
 * A stand-in for WeChat, written from WeChat's documentation and not from the connector, so that
 * the two can disagree.
 */

/** How the stand-in is set up. */
export type WechatOptions = World & {
  /** Whose phone lies beside the screen: a person's id. The first person's if left out. */
  phoneOf?: () => string;
  /** Runs before each answer of the API, and may take its place. */
  fault?: MiddlewareHandler;
  onRequest?: (url: URL) => void;
};

/** The pages and the API, to be mounted in a test or served. */
export const createWechat = ({
  phoneOf = () => world.people[0]?.id ?? '',
  fault = async (_, next) => next(),
  onRequest,
  ...world
}: WechatOptions): Hono => {
  const store = createStore(world);

  const wechat = new Hono();

  wechat.use(async (context, next) => {
    await next();
    onRequest?.(new URL(context.req.url));
  });
  wechat.use(limitBody);
  wechat.use('/sns/*', fault);
  wechat.route('/', createPages(store, phoneOf));
  wechat.route('/', createApi(store));

  return wechat;
};

/**
 * Serves a stand-in under WeChat's host names, to this process alone.
 *
 * @returns what ends that.
 */
export const serveWechat = async (
  wechat: Parameters<typeof serveTls>[0]
): Promise<() => Promise<void>> => {
  const certificate = await createCertificate(wechatHosts);
  const { port, close } = await serveTls(wechat, certificate);
  const restore = redirect((host) =>
    wechatHosts.includes(host) ? { port, ca: certificate.cert } : undefined
  );

  return async () => {
    restore();
    await close();
  };
};
