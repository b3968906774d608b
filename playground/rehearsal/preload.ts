import { readFileSync } from 'node:fs';
import path from 'node:path';

import { apiHosts } from '../wechat/hosts.js';
import type { Words } from '../words/en.js';

const code = ['../wechat/redirect.mjs', 'preload.mjs']
  .map((file) => readFileSync(path.join(import.meta.dirname, file), 'utf8'))
  .join('\n');

/**
 * A module that turns the connector inside Logto to the simulated WeChat, to be given to Node by
 * `--import`. All that it needs is in it, so that it can be mounted into a container.
 *
 * @param wechat the port of its API, the certificate that it has there, in PEM, the address of its
 * pages up to the path, and the sentences for Logto's log.
 * @see https://nodejs.org/docs/latest-v22.x/api/module.html#customization-hooks
 */
export const createPreload = (wechat: {
  port: number;
  ca: string;
  pages: string;
  words: Words['rehearsal']['log'];
}): string => `const rehearsal = ${JSON.stringify({ hosts: apiHosts, ...wechat })};\n${code}`;
