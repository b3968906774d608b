import { createRequire } from 'node:module';
import path from 'node:path';

import { installConnector, packConnector } from '../playground/logto/install.js';
import { type Certificate, createCertificate } from '../playground/wechat/certificate.js';
import { wechatHosts } from '../playground/wechat/hosts.js';
import { type Contender, type Server, startContender, startServer } from './processes.js';
import type { Connector, Name } from './statistics.js';

/** What all measures share. */
export type Contest = {
  certificate: Certificate;
  /** The WeChat that all contenders ask. */
  server: Server;
  /** Where the two connectors are installed. */
  directories: Record<Connector, string>;
  /** Starts a process with one contender, whose connections all end at `port`: the server's, unless given. */
  start: (name: Name, port?: number) => Promise<Contender>;
};

/** Packs and installs this connector by Logto's own CLI, and starts the server. */
export const prepareContest = async (): Promise<Contest> => {
  const instance = await installConnector(await packConnector());
  const officialEntry = createRequire(import.meta.url).resolve('@logto/connector-wechat-web');
  const directories = {
    ours: path.join(instance, 'packages/core/connectors/connector-wechat-web'),
    official: path.join(path.dirname(officialEntry), '..'),
  };
  const entries: Record<Name, string> = {
    ours: path.join(directories.ours, 'lib/index.js'),
    official: officialEntry,
    ky: path.join(import.meta.dirname, 'ky-alone.mjs'),
    fetch: path.join(import.meta.dirname, 'bare-fetch.mjs'),
  };

  const certificate = await createCertificate(wechatHosts);
  const server = await startServer(certificate);

  return {
    certificate,
    server,
    directories,
    start: async (name, port = server.port) =>
      startContender(entries[name], port, certificate.cert),
  };
};
