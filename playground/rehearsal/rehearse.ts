import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { createDirectory } from '../logto/temporary-directory.js';
import { listenOn } from '../web/listen.js';
import { apiHosts } from '../wechat/hosts.js';
import { serveTls } from '../wechat/serve.js';
import { createWechat } from '../wechat/wechat.js';
import type { Words } from '../words/en.js';
import { createPlan, type Plan } from './plan.js';
import { createRehearsalPages } from './rehearsal-page.js';

const describePlan = (
  { lines, fields, logto }: Plan,
  home: string,
  { rehearsal: { ready, warning, start, enter, watch } }: Words
): string => {
  const table = (rows: readonly (readonly [string, string])[]) =>
    rows.map(([label, value]) => `  ${label.padEnd(28)}${value}`);

  return [
    ...[ready(logto.origin), warning, ''],
    ...[start.heading, start.folder, `  ${lines.folder}`, start.docker, `  ${lines.docker}`],
    ...[start.checks[0], ''],
    ...[enter.heading, enter.where, ...table(fields.website)],
    ...[enter.insideWechat, ...table(fields.insideWechat), ''],
    ...[watch, `  ${home}`],
  ].join('\n');
};

/**
 * A module that turns the connector inside Logto to the simulated WeChat, to be given to Node by
 * `--import`. All that it needs is in it, so that it can be mounted into a container.
 *
 * @param wechat the port of its API, the certificate that it has there, in PEM, the address of its
 * pages up to the path, and the sentences for Logto's log.
 * @see https://nodejs.org/docs/latest-v22.x/api/module.html#customization-hooks
 */
const createPreload = async (wechat: {
  port: number;
  ca: string;
  pages: string;
  words: Words['rehearsal']['log'];
}): Promise<string> => {
  const rehearsal = JSON.stringify({ hosts: apiHosts, ...wechat });
  const code = ['../wechat/redirect.mjs', 'preload.mjs'].map(async (file) =>
    readFile(path.join(import.meta.dirname, file), 'utf8')
  );

  return [`const rehearsal = ${rehearsal};`, ...(await Promise.all(code))].join('\n');
};

/**
 * Serves a simulated WeChat to a Logto on this machine, and says how to start that with it.
 *
 * @param logto its `ENDPOINT`.
 */
export const rehearse = async (logto: URL, port: number, words: Words): Promise<void> => {
  const home = `http://127.0.0.1:${port}/`;
  const wechat = createWechat({ domain: logto.hostname, isRemote: true });
  const file = path.join(await createDirectory('wechat-rehearsal-'), 'wechat-rehearsal.mjs');
  const plan = createPlan(logto, file);
  const pages = createRehearsalPages(plan, wechat);
  const command = `npm start -- --logto ${logto.origin}`;

  await listenOn(pages, port, command, words.terminal);

  const { port: apiPort, ca } = await serveTls(wechat);
  const { log } = words.rehearsal;
  const preload = await createPreload({ port: apiPort, ca, pages: home, words: log });

  await writeFile(file, preload);
  console.log(describePlan(plan, home, words));
  process.once('exit', () => {
    console.log(words.rehearsal.ended);
  });
};
