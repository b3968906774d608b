import { readFileSync } from 'node:fs';
import path from 'node:path';

import { apiHost, recoveryHost } from '../network/hosts.js';
import type { Words } from '../words/en.js';

const code = readFileSync(path.join(import.meta.dirname, 'preload.mjs'), 'utf8');

/** Where the simulated WeChat is on this machine. */
export type Places = {
  /** The port of the API, over TLS. */
  port: number;
  /** The certificate that it has there, in PEM. */
  ca: string;
  /** The address of the pages, up to the path. */
  pages: string;
};

/**
 * A module that turns the connector inside Logto to the simulated WeChat, to be given to Node by
 * `--import`. All that it needs is in it, so that it can be mounted into a container.
 *
 * @see https://nodejs.org/docs/latest-v22.x/api/module.html#customization-hooks
 */
export const createPreload = (places: Places, words: Words['rehearsal']['log']): string =>
  `const rehearsal = ${JSON.stringify({ hosts: [apiHost, recoveryHost], ...places, words })};\n${code}`;
