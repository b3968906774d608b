import { inspect } from 'node:util';

import type { ConnectorFactory } from './logto/install.js';
import { createLogto } from './logto/sign-in.js';
import { websiteApp } from './wechat/apps-and-people.js';
import type { LoggedRequest } from './wechat/request-log.js';
import { serveWechat } from './wechat/serve.js';
import { visit } from './wechat/visitor.js';
import { createWechat } from './wechat/wechat.js';
import type { Words } from './words/en.js';

const describeRequest = ({ method, host, path, query, milliseconds, ...end }: LoggedRequest) =>
  `  ${method} https://${host}${path}?${query}\n    ${end.failure ?? end.status}, ${milliseconds.toFixed(1)} ms`;

/** One whole sign-in in the terminal, by the connector as Logto loaded it, at the simulated WeChat. */
export const signInOnce = async (
  factory: ConnectorFactory,
  words: Words['terminal']
): Promise<void> => {
  const { metadata } = factory;
  const logto = createLogto(factory, () => ({
    clientId: websiteApp.appid,
    clientSecret: websiteApp.secret,
  }));

  console.log(`${words.loaded(metadata.id)}\n`);

  const close = await serveWechat(createWechat());

  try {
    const { authorizationUri } = await logto.beginSignIn(
      `https://${websiteApp.domain}/callback/${metadata.id}`
    );

    console.log(`${words.authorizationUrl}\n  ${authorizationUri}\n`);

    const { state = '', ...callback } = await visit(authorizationUri, 'ming');
    const signIn = logto.findSignIn(state);

    if (!signIn) {
      throw new Error('WeChat came back with another state.');
    }

    const { requests, ...outcome } = await logto.finishSignIn(signIn, callback);

    console.log([words.requests, ...requests.map(describeRequest)].join('\n'));

    if (!('user' in outcome)) {
      throw 'error' in outcome ? outcome.error : new Error('Nobody signed in.');
    }

    console.log(`\n${words.signedIn} ${inspect(outcome.user)}`);
  } finally {
    await close();
  }
};
