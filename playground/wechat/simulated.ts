import type { Context, MiddlewareHandler } from 'hono';

import { type AnswerFault, createAnswerFaults } from './answer-faults.js';
import {
  frozenApp,
  loginOnlyApp,
  people,
  serviceAccount,
  strayApp,
  websiteApp,
} from './apps-and-people.js';
import { apiHost, recoveryHost } from './hosts.js';
import type { App } from './model.js';
import { type NetworkFault, type NetworkFaultName, networkFaults } from './network-faults.js';
import { redirect } from './redirect.js';
import { wechatUserAgent } from './visitor.js';
import { createWechat, serveWechat } from './wechat.js';

/** What goes wrong: nothing, WeChat's first API domain, its answer, or the network. */
export type Fault = 'none' | 'apiHostDown' | AnswerFault | NetworkFaultName;

/** Where the sign-in page is open: in the browser that shows it, or as if in WeChat's. */
export type Client = 'thisBrowser' | 'insideWechat';

/** What can be chosen on the page of the simulated WeChat. */
export type Choices = {
  /** Whose phone scans the QR code: a person's id. */
  person: string;
  fault: Fault;
  client: Client;
};

/** The site's own domain, which the apps have registered as theirs. */
export const domain = '127.0.0.1';

/** The apps that the simulated WeChat knows. */
export const apps: readonly App[] = [
  ...[websiteApp, loginOnlyApp, frozenApp, serviceAccount].map((app) => ({ ...app, domain })),
  strayApp,
];

const usual: Choices = { person: people[0]?.id ?? '', fault: 'none', client: 'thisBrowser' };

const ownNetworkFaults: Partial<Record<Fault, () => Promise<NetworkFault>>> = {
  ...networkFaults,
  apiHostDown: networkFaults.refused,
};

/** The browser's connections are not redirected: it finds WeChat's pages at the playground's server. */
export const toBrowser = ({ pathname, search }: URL): string => `${pathname}${search}`;

/**
 * A simulated WeChat with choices: who scans the code, and what goes wrong.
 *
 * @param networkFaults the choices that it leaves to others to play.
 */
export const createSimulated = (apps: readonly App[], networkFaults: readonly string[]) => {
  let passed = 0;
  const answerFaults: Partial<Record<Fault, MiddlewareHandler>> = createAnswerFaults((minutes) => {
    passed += minutes * 60_000;
  });
  const faults = ['none', ...Object.keys(answerFaults), ...networkFaults] as Fault[];
  const choices = { ...usual };

  return {
    wechat: createWechat({
      apps,
      people,
      phoneOf: () => choices.person,
      now: () => Date.now() + passed,
      fault: async (context, next) => (answerFaults[choices.fault] ?? next)(context, next),
    }),
    /** All there are to choose from. */
    faults,
    /** As they are now. */
    choices,

    /** Makes these the choices. What is left out or unknown becomes what it was at first. */
    choose: ({ person, fault, client }: Readonly<Record<string, string | undefined>>): void => {
      Object.assign(choices, {
        person: people.find(({ id }) => id === person)?.id ?? usual.person,
        fault: faults.find((name) => name === fault) ?? usual.fault,
        client: client === 'insideWechat' ? client : usual.client,
      });
    },
  };
};

/** A simulated WeChat for a site on this machine. */
export type Simulated = Awaited<ReturnType<typeof startSimulated>>;

/** Starts the simulated WeChat and turns this process's connections to WeChat to it. */
export const startSimulated = async () => {
  const simulated = createSimulated(apps, Object.keys(ownNetworkFaults));
  const { wechat, choices } = simulated;

  return {
    ...simulated,

    /** The user agent of the browser in which the sign-in page is open. */
    getUserAgent: ({ req }: Context): string | undefined =>
      choices.client === 'insideWechat' ? wechatUserAgent : req.header('user-agent'),

    /** Lets the connector call WeChat, over the network that was chosen. */
    callWechat: async <T>(action: () => Promise<T>): Promise<T> => {
      const fault = await ownNetworkFaults[choices.fault]?.();

      if (!fault) {
        return action();
      }

      const hosts = choices.fault === 'apiHostDown' ? [apiHost] : [apiHost, recoveryHost];
      const restore = redirect((host) => (hosts.includes(host) ? fault.options : undefined));

      try {
        return await action();
      } finally {
        restore();
        await fault.close();
      }
    },

    close: await serveWechat(wechat),
  };
};
