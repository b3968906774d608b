import { setTimeout } from 'node:timers/promises';

import { Hono } from 'hono';

import { createApi } from '../playground/wechat/api.js';
import { people, websiteApp } from '../playground/wechat/apps-and-people.js';
import { createCertificate } from '../playground/wechat/certificate.js';
import { wechatHosts } from '../playground/wechat/hosts.js';
import { serveTls } from '../playground/wechat/serve.js';
import { createStore } from '../playground/wechat/store.js';

export type Wechat = Awaited<ReturnType<typeof startWechat>>;

/**
 * Starts the simulated WeChat's API, for contenders in other processes.
 *
 * @param delays milliseconds by path, from when WeChat has done what it was asked for to its answer.
 */
export const startWechat = async (delays: Record<string, number> = {}) => {
  const certificate = await createCertificate(wechatHosts);
  const store = createStore({ apps: [websiteApp], people });
  const [person] = people;
  const api = new Hono();

  api.use(async ({ req }, next) => {
    await next();
    await setTimeout(delays[req.path] ?? 0, undefined, { ref: false });
  });
  api.route('/', createApi(store));

  const { port, close } = await serveTls(api, certificate);

  return {
    /** What differs from a connection to the real hosts. */
    options: { port, ca: certificate.cert },
    /** As somebody gets who says yes on WeChat's page. */
    issueCode: () =>
      person ? store.addCode({ app: websiteApp, person, scope: 'snsapi_userinfo' }) : '',
    close,
  };
};
