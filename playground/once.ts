import { randomBytes } from 'node:crypto';

import { ConnectorError, ConnectorErrorCodes } from '@logto/connector-kit';

import { installConnector, loadConnector, packConnector } from './host.js';
import { serveWechat } from './network.js';
import { people, websiteApp } from './registry.js';
import { visit } from './visitor.js';
import { createWechat, type LoggedRequest } from './wechat.js';

const describeRequest = ({ method, host, path, query, status, milliseconds }: LoggedRequest) =>
  `  ${method} https://${host}${path}${query && `?${query}`}\n    ${status}, ${milliseconds.toFixed(1)} ms`;

/** Two routes of Logto's Management API have no session; a sign-in must do without. */
const noSession = async () => {
  throw new ConnectorError(ConnectorErrorCodes.NotImplemented);
};

/** One whole sign-in in the terminal: the packed connector, Logto's loader, WeChat's stand-in. */
export const signInOnce = async (): Promise<void> => {
  console.log('Packing the connector and adding it to a new Logto instance…');

  const { metadata, createConnector } = await loadConnector(
    await installConnector(await packConnector())
  );
  const { getAuthorizationUri, getUserInfo } = await createConnector({
    getConfig: async () => ({ clientId: websiteApp.appid, clientSecret: websiteApp.secret }),
  });

  console.log(`Logto loaded “${metadata.name.en}” (${metadata.id}).\n`);

  const close = await serveWechat(
    createWechat({
      apps: [websiteApp],
      people,
      onRequest: (request) => {
        console.log(describeRequest(request));
      },
    })
  );

  try {
    const state = randomBytes(8).toString('hex');
    const redirectUri = `https://${websiteApp.domain}/callback/connector-id`;
    const authorizationUri = await getAuthorizationUri(
      {
        state,
        redirectUri,
        connectorId: 'connector-id',
        connectorFactoryId: metadata.id,
        jti: '',
        headers: {},
      },
      noSession
    );

    console.log(`Authorization URL:\n  ${authorizationUri}\n\nRequests:`);

    const { state: returnedState, ...callback } = await visit(authorizationUri, 'ming');

    if (returnedState !== state) {
      throw new Error('WeChat came back with another state.');
    }

    const user = await getUserInfo({ ...callback, redirectUri }, noSession);

    console.log('\nSigned in:', user);
  } finally {
    await close();
  }
};
