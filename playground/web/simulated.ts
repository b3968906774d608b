import type { Context, MiddlewareHandler } from 'hono';

import { type NetworkFault, networkFaults } from '../network/faults.js';
import { apiHost, recoveryHost } from '../network/hosts.js';
import { redirect } from '../network/redirect.js';
import { createAnswerFaults } from '../wechat/faults.js';
import type { App } from '../wechat/model.js';
import { loginOnlyApp, officialAccount, people, strayApp, websiteApp } from '../wechat/registry.js';
import { scan, wechatUserAgent } from '../wechat/visitor.js';
import { createWechat, serveWechat } from '../wechat/wechat.js';
import type { Choices, Fault } from './choices.js';
import { credentialsOf, findExample } from './examples.js';
import { wordsFor } from './language.js';
import type { Mode } from './mode.js';
import * as views from './simulated-views.js';

/** A simulated WeChat for a site on this machine, with choices. */
export type Simulated = Mode & {
  apps: readonly App[];
  close: () => Promise<void>;
};

/** The site's own domain, which the apps have registered as theirs. */
const domain = '127.0.0.1';

const apps: readonly App[] = [
  ...[websiteApp, loginOnlyApp, officialAccount].map((app) => ({ ...app, domain })),
  strayApp,
];

const usual: Choices = { person: people[0]?.id ?? '', fault: 'none', client: 'thisBrowser' };

const settings = credentialsOf(websiteApp);

const ownNetworkFaults: Partial<Record<Fault, () => Promise<NetworkFault>>> = {
  ...networkFaults,
  apiHostDown: networkFaults.refused,
};

/**
 * Any site can give a host name of its own this server's address, and its pages would then be of one
 * origin with these. And the apps have registered one domain, not both names of this machine.
 */
const guard: MiddlewareHandler = async (context, next) => {
  const url = new URL(context.req.url);

  if (url.hostname === domain) {
    return next();
  }

  if (url.hostname === 'localhost') {
    url.hostname = domain;

    return context.redirect(url.href);
  }

  return context.text(wordsFor(context).page.localOnly, 403);
};

/** Starts the simulated WeChat and turns this process's connections to WeChat to it. */
export const startSimulated = async (): Promise<Simulated> => {
  let passed = 0;
  const answerFaults: Partial<Record<Fault, MiddlewareHandler>> = createAnswerFaults((minutes) => {
    passed += minutes * 60_000;
  });
  const faults = [
    'none',
    ...Object.keys(answerFaults),
    ...Object.keys(ownNetworkFaults),
  ] as Fault[];
  let choices = usual;

  /** Makes these the choices. What is left out or unknown becomes what it was at first. */
  const choose = ({ person, fault, client }: Record<string, string | undefined>) => {
    choices = {
      person: people.find(({ id }) => id === person)?.id ?? usual.person,
      fault: faults.find((name) => name === fault) ?? usual.fault,
      client: client === 'insideWechat' ? client : usual.client,
    };
  };

  const wechat = createWechat({
    apps,
    people,
    phoneOf: () => choices.person,
    now: () => Date.now() + passed,
    fault: async (context, next) => (answerFaults[choices.fault] ?? next)(context, next),
  });

  const getUserAgent = ({ req }: Context) =>
    choices.client === 'insideWechat' ? wechatUserAgent : req.header('user-agent');

  /** The browser's connections are not redirected: it finds the simulated WeChat at this server. */
  const toBrowser = ({ pathname, search }: URL) => `${pathname}${search}`;

  return {
    apps,
    settings,
    fixedSettings: {},
    home: '/',
    guard,
    getCallbackBase: ({ req }) => req.url,
    getUserAgent,
    toBrowser,
    choose: (chosen) => {
      choose({ ...choices, ...chosen });
    },

    callWechat: async (action) => {
      const fault = await ownNetworkFaults[choices.fault]?.();

      if (!fault) {
        return action();
      }

      const hosts = choices.fault === 'apiHostDown' ? [apiHost] : [apiHost, recoveryHost];
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

    getSlots: (words, { clientId }) => ({
      badge: words.home.simulated,
      introduction: words.home.simulatedIntroduction,
      settings: views.appChooser(words, apps, domain, clientId),
      client: views.clientChooser(words, choices),
      choices: views.choicesView(words, people, faults, choices),
      authorizationUrl: views.note(words.signIn.simulatedUrl),
      avatar: views.note(words.outcome.simulatedAvatar),
      examples: views.examplesView(words),
    }),

    addPages: (playground, { getConfig, beginSignIn, save }) => {
      playground.all('/connect/*', async (context) => {
        const request = new Request(context.req.raw);

        request.headers.set('user-agent', getUserAgent(context) ?? '');

        return wechat.fetch(request);
      });
      playground.get('/mmopen/*', ({ req }) => wechat.fetch(req.raw));

      playground.post('/client', async (context) => {
        const { client } = await context.req.parseBody<Record<string, string>>();

        choose({ ...choices, client });

        return context.redirect('/', 303);
      });

      playground.post('/app', async (context) => {
        const { appid } = await context.req.parseBody();
        const chosen = apps.find((app) => app.appid === appid);

        return save(context, { ...getConfig(), ...(chosen && credentialsOf(chosen)) }, () =>
          context.redirect('/', 303)
        );
      });

      playground.post('/try', async (context) => {
        const { example: id } = await context.req.parseBody();
        const example = findExample(id);

        choose(example?.choices ?? {});

        return save(context, { ...settings, ...example?.settings }, async () => {
          const url = await beginSignIn(context);

          for (const [name, value] of Object.entries(example?.edit ?? {})) {
            url.searchParams.set(name, value);
          }

          const page = await scan(url.href, choices.person);

          return context.redirect(toBrowser(page ?? url), 303);
        });
      });
    },

    close: await serveWechat(wechat),
  };
};
