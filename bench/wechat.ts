import { Hono, type MiddlewareHandler } from 'hono';

import { people } from '../playground/wechat/apps-and-people.js';
import { serveTls, type TlsBindings } from '../playground/wechat/serve.js';
import { createWechat } from '../playground/wechat/wechat.js';

export type Wechat = Awaited<ReturnType<typeof startWechat>>;

/**
 * Starts a simulated WeChat for contenders in other processes.
 *
 * @param fault what comes before its answers, or in their place.
 */
export const startWechat = async (fault: MiddlewareHandler = async (_, next) => next()) => {
  const wechat = createWechat();
  const [app] = wechat.apps;
  const [person] = people;
  const faulty = new Hono<{ Bindings: TlsBindings }>();

  faulty.use(fault);
  faulty.route('/', wechat.app);

  const { port, ca, close } = await serveTls({ ...wechat, app: faulty });

  return {
    /** What differs from a connection to the real hosts. */
    options: { port, ca },
    /** As if somebody had said yes on WeChat's page. */
    issueCode: () =>
      app && person ? wechat.store.addCode({ app, person, scope: 'snsapi_userinfo' }) : '',
    close,
  };
};
