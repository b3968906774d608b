import { Hono } from 'hono';

import { websiteApp } from '../../playground/wechat/apps-and-people.js';
import { createCertificate } from '../../playground/wechat/certificate.js';
import { apiHost, wechatHosts } from '../../playground/wechat/hosts.js';
import type { Person } from '../../playground/wechat/model.js';
import { serveTls, type TlsBindings } from '../../playground/wechat/serve.js';
import { createWechat } from '../../playground/wechat/wechat.js';

/**
 * WeChat for `load.test.ts`, in a process of its own: in one process the two ends of some hundred
 * connections starve each other, and its memory would count as the connector's. Told who is there, it
 * says where it is; told for which codes it is to fail, that it will.
 */

export type Told = { people: Person[] } | { plans: [code: string, plan: Plan][] };
export type Said = { port: number; cert: string } | 'ready';

export type Plan = { fault: string; tries: 'first' | 'both'; call: 'token' | 'userInfo' };

/** What WeChat does instead of answering; nothing if the connection is at an end with that. */
const faults: Record<string, (env: TlsBindings) => Response | undefined> = {
  'HTTP 502': () => new Response('<html>Bad Gateway</html>', { status: 502 }),
  busy: () => Response.json({ errcode: -1, errmsg: 'system error' }),
  reset: ({ socket }) => {
    socket.destroy();

    return undefined;
  },
  'cut off': ({ socket }) => {
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"access_token":');

    return undefined;
  },
  'no answer': () => undefined,
};

const plans = new Map<string, Plan>();
const userInfoPlans = new Map<string, Plan>();
/** Those planned for a code strike it, or the token that it became. */
const createFaultyWechat = (people: Person[]) => {
  const wechat = createWechat({ apps: [websiteApp], people });

  return new Hono<{ Bindings: TlsBindings }>().all('*', async (context) => {
    const { host, pathname, searchParams } = new URL(context.req.url);
    const isUserInfo = pathname === '/sns/userinfo';
    const plan = isUserInfo
      ? userInfoPlans.get(searchParams.get('access_token') ?? '')
      : plans.get(searchParams.get('code') ?? '');
    const isHit =
      plan?.call === (isUserInfo ? 'userInfo' : 'token') &&
      (plan.tries === 'both' || host === apiHost);

    if (isHit) {
      const answer = faults[plan.fault]?.(context.env);

      return answer ?? new Promise<Response>(() => undefined);
    }

    const answer = await wechat.fetch(context.req.raw, context.env);

    if (plan && !isUserInfo) {
      const { access_token } = (await answer.clone().json()) as { access_token: string };

      userInfoPlans.set(access_token, plan);
    }

    return answer;
  });
};

const say = (message: Said) => process.send?.(message);

process.on('message', (told: Told) => {
  if ('plans' in told) {
    for (const [code, plan] of told.plans) {
      plans.set(code, plan);
    }

    say('ready');

    return;
  }

  void createCertificate(wechatHosts).then(async (certificate) => {
    const { port } = await serveTls(createFaultyWechat(told.people), certificate);

    say({ port, cert: certificate.cert });
  });
});
