import { X509Certificate } from 'node:crypto';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { type Certificate, createCertificate } from '../wechat/certificate.js';
import { wechatHosts } from '../wechat/hosts.js';

/** What is kept in the checkout from one rehearsal to the next, so that Logto's line stays good. */

const folder = path.join(import.meta.dirname, '../../.rehearsal');

/** The file that Logto is started with. */
export const preloadFile = path.join(folder, 'wechat-rehearsal.mjs');

const keyFile = path.join(folder, 'key.json');
const month = 30 * 24 * 60 * 60 * 1000;

/** The certificate of before, or a new one: the first time, and in the last month of the old one. */
export const keepCertificate = async (): Promise<Certificate & { isRenewed: boolean }> => {
  const kept = await readFile(keyFile, 'utf8').then(
    (text) => JSON.parse(text) as Certificate,
    () => undefined
  );

  if (kept && Date.parse(new X509Certificate(kept.cert).validTo) - Date.now() > month) {
    return { ...kept, isRenewed: false };
  }

  const certificate = await createCertificate(wechatHosts);

  await mkdir(folder, { recursive: true });
  await writeFile(keyFile, JSON.stringify(certificate), { mode: 0o600 });

  return { ...certificate, isRenewed: kept !== undefined };
};

/** Writes the file for every user of the machine: it holds no secret, and Logto may run as another. */
export const writePreload = async (code: string): Promise<void> => {
  await writeFile(preloadFile, code);
  await chmod(preloadFile, 0o644);
  await chmod(folder, 0o755);
};

/** The outermost folder above the file that its owner alone, or a group, can open. */
export const findClosedFolder = async (inner = folder): Promise<string | undefined> => {
  const outer = path.dirname(inner);
  const closed = outer === inner ? undefined : await findClosedFolder(outer);

  // Windows has no such modes.
  return (
    closed ?? (process.platform === 'win32' || (await stat(inner)).mode & 1 ? undefined : inner)
  );
};
