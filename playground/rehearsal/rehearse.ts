import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { listenOrExit } from '../web/listen.js';
import { apiHosts } from '../wechat/hosts.js';
import { serveHttp, serveTls } from '../wechat/serve.js';
import { createWechat } from '../wechat/wechat.js';
import type { Words } from '../words/en.js';
import { findClosedFolder, keepCertificate, preloadFile, writePreload } from './folder.js';
import { createPlan, type Plan } from './plan.js';
import { createRehearsalPages } from './rehearsal-page.js';

const indent = (text: string): string => text.replaceAll(/^/gm, '  ');

/** A label that ends in the column where the values begin: a Chinese character takes two. */
const padded = (label: string): string =>
  label.padEnd(44 - (label.match(/\p{sc=Han}/gu)?.length ?? 0));

const describePlan = (
  { lines, ways, logto }: Plan,
  home: string,
  notes: readonly string[],
  { rehearsal: { ready, warning, before, switching, start, enter, watch } }: Words
): string =>
  [
    ...[ready(logto.origin), warning, before, switching, ''],
    ...[start.heading, start.folder, indent(lines.folder), start.docker, indent(lines.docker)],
    ...[start.compose, indent(lines.compose), start.ownOptions, ...notes, ''],
    ...[enter.heading, enter.where],
    ...Object.entries(ways).flatMap(([way, fields]) => [
      enter.ways[way as keyof Plan['ways']],
      ...fields.map(([label, value]) => indent(`${padded(label)}${value}`)),
    ]),
    ...['', watch, indent(home)],
  ].join('\n');

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
 * @param port of the pages. The API has the next one.
 */
export const rehearse = async (logto: URL, port: number, words: Words): Promise<void> => {
  const { log, portInUse, renewed, outdated, closed, ended, after } = words.rehearsal;
  const home = `http://127.0.0.1:${port}/`;
  const { isRenewed, ...certificate } = await keepCertificate();
  const { serialNumber } = new X509Certificate(certificate.cert);
  const wechat = createWechat({ domain: logto.hostname, isRemote: true });
  const plan = createPlan(logto, preloadFile);
  const pages = createRehearsalPages(plan, wechat, serialNumber, () => {
    console.warn(outdated);
  });
  const listen = async <Served>(served: Promise<Served>, on: number) =>
    listenOrExit(served, on, portInUse(on), words.terminal);

  await listen(serveHttp(pages, port), port);

  const { ca } = await listen(serveTls(wechat, port + 1, certificate), port + 1);
  const preload = { port: port + 1, ca, pages: `${home}${serialNumber}/`, words: log };

  await writePreload(await createPreload(preload));

  const closedFolder = await findClosedFolder();
  const notes = [...(closedFolder ? [closed(closedFolder)] : []), ...(isRenewed ? [renewed] : [])];

  console.log(describePlan(plan, home, notes, words));

  process.once('exit', () => {
    console.log([ended, ...after.steps.map((step, index) => `${index + 1}. ${step}`)].join('\n'));
  });
};
