import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';

import { serviceAccount, websiteApp } from './apps-and-people.js';
import { type OnRequest, requestFaults } from './network-faults.js';
import { type LoggedRequest, mask } from './request-log.js';
import type { TlsBindings } from './serve.js';
import { createSimulated, type Fault } from './simulated.js';

/** A request of Logto's, and what the stand-in did with it. */
type SeenRequest = Omit<LoggedRequest, 'milliseconds' | 'failure'> & {
  at: Date;
  fault?: Fault;
  errcode?: string;
};

/** The simulated WeChat for a Logto in another process. */
export type StandIn = ReturnType<typeof createStandIn>;

const keptRequests = 50;

/** @param domain the callback domain of its apps. */
export const createStandIn = (domain: string) => {
  const apps = [websiteApp, serviceAccount].map((app) => ({ ...app, domain }));
  const simulated = createSimulated(apps, Object.keys(requestFaults));
  /** The newest first. */
  const requests: SeenRequest[] = [];
  const seen: { loadedAt?: Date } = {};

  const api = new Hono<{ Bindings: TlsBindings }>();

  api.get('/loaded', (context) => {
    seen.loadedAt = new Date();

    return context.body(null, 204);
  });

  api.use('/sns/*', async (context, next) => {
    const { method, url } = context.req;
    const { host, pathname, searchParams } = new URL(url);
    const request: SeenRequest = {
      method,
      host,
      path: pathname,
      query: mask(searchParams),
      at: new Date(),
    };
    const { fault } = simulated.choices;
    const breakOff = (requestFaults as Partial<Record<Fault, OnRequest>>)[fault];
    const { socket, tcp } = context.env;

    requests.unshift(request);
    requests.splice(keptRequests);

    if (breakOff && tcp) {
      request.fault = fault;
      breakOff(socket, tcp);

      return RESPONSE_ALREADY_SENT;
    }

    await next();

    const [, errcode] = /"errcode":(-?\d+)/.exec(await context.res.clone().text()) ?? [];

    Object.assign(request, { status: context.res.status, errcode });

    return undefined;
  });
  api.route('/', simulated.wechat);

  return { ...simulated, api, requests, seen };
};
