import { type Hono } from 'hono';

import { createAnswerFaults, networkFaults } from '../network/faults.js';
import { apiHost, recoveryHost, redirect, serveWechat } from '../network/redirect.js';
import { loginOnlyApp, officialAccount, people, strayApp, websiteApp } from '../wechat/registry.js';
import { createWechat, type App, type Person } from '../wechat/wechat.js';

/** WeChat's stand-in as the playground runs it: with choices, for a site on this machine. */
export type Simulation = {
  wechat: Hono;
  /** The site's own domain, which the apps have registered as theirs. */
  domain: string;
  apps: readonly App[];
  people: readonly Person[];
  faults: readonly string[];
  choices: Readonly<Choices>;
  /** Makes these the choices. What is left out or unknown becomes what it was at first. */
  choose: (choices?: Partial<Choices>) => void;
  /** Lets the connector call WeChat under the chosen fault. */
  underFault: <T>(action: () => Promise<T>) => Promise<T>;
  close: () => Promise<void>;
};

/** What can be chosen on the page. */
export type Choices = {
  /** Whose phone scans the QR code: a person's id. */
  person: string;
  fault: string;
  /** Where the sign-in page is open. */
  client: string;
};

/** Where the sign-in page can be open: in the browser that shows it, or as if in WeChat's. */
export const thisBrowser = 'this browser';
/** See {@link thisBrowser}. */
export const insideWechat = 'inside WeChat';

const noFault = 'none: WeChat works';
const oneDomainDown = `${apiHost} refuses connections`;

const domain = '127.0.0.1';

const faultedHosts = (fault: string): [fault: string, hosts: string[]] =>
  fault === oneDomainDown ? ['refused', [apiHost]] : [fault, [apiHost, recoveryHost]];

/** Starts the stand-in and turns this process's connections to WeChat to it. */
export const startSimulation = async (): Promise<Simulation> => {
  let passed = 0;
  const answerFaults = createAnswerFaults((minutes) => {
    passed += minutes * 60_000;
  });
  const apps = [
    ...[websiteApp, loginOnlyApp, officialAccount].map((app) => ({ ...app, domain })),
    strayApp,
  ];
  const faults = [
    noFault,
    ...Object.keys(answerFaults),
    oneDomainDown,
    ...Object.keys(networkFaults),
  ];
  const ids = people.map(({ id }) => id);
  const usual: Choices = { person: ids[0] ?? '', fault: noFault, client: thisBrowser };
  const choices = { ...usual };
  const wechat = createWechat({
    apps,
    people,
    phoneOf: () => choices.person,
    now: () => Date.now() + passed,
    fault: async (context, next) => (answerFaults[choices.fault] ?? next)(context, next),
  });

  return {
    wechat,
    domain,
    apps,
    people,
    faults,
    choices,
    choose: ({ person = '', fault = '', client } = {}) => {
      choices.person = ids.includes(person) ? person : usual.person;
      choices.fault = faults.includes(fault) ? fault : usual.fault;
      choices.client = client === insideWechat ? insideWechat : usual.client;
    },
    underFault: async (action) => {
      const [name, hosts] = faultedHosts(choices.fault);
      const fault = await networkFaults[name]?.();

      if (!fault) {
        return action();
      }

      const restore = hosts.map((host) => redirect(host, fault.options));

      try {
        return await action();
      } finally {
        for (const undo of restore) {
          undo();
        }

        await fault.close();
      }
    },
    close: await serveWechat(wechat),
  };
};
