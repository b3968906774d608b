import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';

import { type AnswerFault, createAnswerFaults } from './answer-faults.js';
import { createApi } from './api.js';
import { appsOf, people, websiteApp } from './apps-and-people.js';
import { type NetworkFault, type NetworkFaultName, networkFaults } from './network-faults.js';
import { createPages } from './pages.js';
import { closeConnections } from './redirect.mjs';
import { type LoggedRequest, mask } from './request-log.js';
import type { TlsBindings } from './serve.js';
import { createStore } from './store.js';
import { userAgents } from './visitor.js';

/**
 * The simulated WeChat. It is written from WeChat's documentation and not from the connector, so that
 * the two can disagree. Who answers what:
 *
 * | path | answered by |
 * | --- | --- |
 * | `/connect/*`, `/mmopen/*` | `pages.ts`, in the words of `views.ts` |
 * | `/sns/*` | the fault that was chosen, of `network-faults.ts` or `answer-faults.ts`; else `api.ts` |
 */

/** What goes wrong. */
export type Fault = 'none' | AnswerFault | NetworkFaultName;

/** What can be chosen. */
export type Choices = {
  /** Whose phone scans the QR code: a person's id. */
  person: string;
  fault: Fault;
  /** Where the sign-in page is open: in the browser that shows it, or as if in one of {@link userAgents}. */
  client: string;
};

/** A request to the API, and what became of it. */
export type SeenRequest = Omit<LoggedRequest, 'milliseconds' | 'failure'> & {
  at: Date;
  /** The fault of the network that was played instead of an answer. */
  fault?: Fault;
  errcode?: string;
};

export type Wechat = ReturnType<typeof createWechat>;

const usual: Choices = { person: people[0]?.id ?? '', fault: 'none', client: 'thisBrowser' };

const keptRequests = 50;

/** Answers a request whose body is larger than any form's by HTTP 413, without reading the rest. */
export const limitBody = bodyLimit({ maxSize: 64 * 1024 });

const faultsOfNetwork: Partial<Record<Fault, NetworkFault>> = networkFaults;

/** A fault that another process can have here, and show in a sign-in. */
const isForRemote = (fault: Fault): boolean =>
  fault !== 'noRefreshToken' && !faultsOfNetwork[fault]?.options;

/**
 * @param options.domain the callback domain of its apps.
 * @param options.now the clock, in milliseconds.
 * @param options.isRemote whether it is for another process, whose connections are not turned here.
 */
export const createWechat = ({
  domain = websiteApp.domain,
  now = Date.now,
  isRemote = false,
} = {}) => {
  let passed = 0;
  const answerFaults: Partial<Record<Fault, MiddlewareHandler>> = createAnswerFaults((minutes) => {
    passed += minutes * 60_000;
  });
  const allFaults = ['none', ...Object.keys({ ...answerFaults, ...networkFaults })] as Fault[];
  const faults = isRemote ? allFaults.filter(isForRemote) : allFaults;
  const choices = { ...usual };
  const requests: SeenRequest[] = [];
  const apps = appsOf(domain);
  const store = createStore({ apps, people, now: () => now() + passed });

  /** What is wrong with the network. */
  const getNetworkFault = () => faultsOfNetwork[choices.fault];

  const playAnswerFault: MiddlewareHandler = async (context, next) =>
    (answerFaults[choices.fault] ?? next)(context, next);

  const app = new Hono<{ Bindings: TlsBindings }>();

  app.use(limitBody);

  app.use('/sns/*', async (context, next) => {
    const { method, url } = context.req;
    const { host, pathname, searchParams } = new URL(url);
    const request: SeenRequest = {
      method,
      host,
      path: pathname,
      query: mask(searchParams),
      at: new Date(),
    };
    const onRequest = getNetworkFault()?.onRequest;

    requests.push(request);
    requests.splice(0, requests.length - keptRequests);

    if (onRequest && context.env.tcp) {
      request.fault = choices.fault;
      onRequest(context.env.socket, context.env.tcp);

      return RESPONSE_ALREADY_SENT;
    }

    await next();

    const [, errcode] = /"errcode":(-?\d+)/.exec(await context.res.clone().text()) ?? [];

    Object.assign(request, { status: context.res.status, errcode });

    return undefined;
  });
  app.use('/sns/*', playAnswerFault);
  app.route('/', createApi(store));
  app.route('/', createPages(store, choices, isRemote ? domain : undefined));

  return {
    app,
    apps,
    store,
    /** All there are to choose from. */
    faults,
    /** As they are now. */
    choices,
    /** The newest requests to the API, the oldest of them first. */
    requests,
    getNetworkFault,

    /** Makes these the choices. What is left out or unknown becomes what it was at first. */
    choose: ({ person, fault, client }: Readonly<Record<string, string | undefined>>): void => {
      Object.assign(choices, {
        person: people.find(({ id }) => id === person)?.id ?? usual.person,
        fault: faults.find((name) => name === fault) ?? usual.fault,
        client: client && Object.hasOwn(userAgents, client) ? client : usual.client,
      });
      // A fault of the network strikes new connections, too.
      closeConnections();
    },
  };
};
