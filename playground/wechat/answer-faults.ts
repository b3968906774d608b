import { setTimeout as delay } from 'node:timers/promises';

import type { MiddlewareHandler } from 'hono';

import { answer, fail } from './answers.js';
import { apiHost } from './hosts.js';

/** What can go wrong at WeChat, on demand. */

const tokenPath = '/sns/oauth2/access_token';
const userInfoPath = '/sns/userinfo';
const refreshPath = '/sns/oauth2/refresh_token';

/** A fault of the requests to these paths alone. */
const at =
  (paths: readonly string[], fault: MiddlewareHandler): MiddlewareHandler =>
  async (context, next) =>
    paths.includes(context.req.path) ? fault(context, next) : next();

/**
 * What comes before an answer of the API, or in its place.
 *
 * @param passTime moves WeChat's clock on.
 */
export const createAnswerFaults = (passTime: (minutes: number) => void) =>
  ({
    busy: async () => fail(-1, 'system error'),
    dailyQuota: async () => fail(45009, 'reach max api daily quota limit'),
    minuteQuota: async () => fail(45011, 'api minute-quota reach limit'),
    consentWithdrawn: at([userInfoPath], async () => fail(50001, 'user unauthorized')),
    passwordChanged: at([userInfoPath, refreshPath], async () =>
      fail(42007, 'access_token and refresh_token exception')
    ),
    snapshotInUserInfo: at([userInfoPath], async ({ req }) =>
      answer({ openid: req.query('openid'), nickname: '微信用户', is_snapshotuser: 1 })
    ),
    secretFrozen: at([tokenPath], async () => fail(40243, 'appsecret is frozen')),
    ipNotListed: async () => fail(40164, 'invalid ip 203.0.113.7, not in whitelist'),
    blocked: async () => fail(48004, 'api forbidden'),
    codeExpires: at([tokenPath], async (_, next) => {
      passTime(10);

      return next();
    }),
    tokenExpires: at([userInfoPath], async (_, next) => {
      passTime(120);

      return next();
    }),
    answerLost: async (context, next) => {
      await next();

      if (new URL(context.req.url).host === apiHost) {
        context.res = new Response('Bad Gateway', { status: 502 });
      }
    },
    userInfo401: at([userInfoPath], async () => new Response('Unauthorized', { status: 401 })),
    http429: async () => new Response('Too Many Requests', { status: 429 }),
    http503: async () => new Response('Service Unavailable', { status: 503 }),
    redirect: async ({ req }) =>
      new Response(null, { status: 302, headers: { location: `https://example.com${req.path}` } }),
    notJson: async () => new Response('<html>Please log in to the Wi-Fi.</html>'),
    noRefreshToken: at([refreshPath], async (context, next) => {
      await next();

      const body = (await context.res.json()) as { refresh_token?: string };

      delete body.refresh_token;
      context.res = answer(body);
    }),
    openidMissing: async () => new Response('{"access_token":"98_only"}'),
    slow: async (_, next) => {
      await delay(1500);

      return next();
    },
  }) satisfies Record<string, MiddlewareHandler>;

/** One of them. */
export type AnswerFault = keyof ReturnType<typeof createAnswerFaults>;
