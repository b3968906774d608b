import { exec } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { afterAll } from 'vitest';

import connector from '../../package.json' with { type: 'json' };

/**
 * Installs what npm has today, whatever the lockfile says: Logto's CLI, and its kit twice: the newest
 * of all as `kit-newest`, and the newest that the connector says it works with as `kit-in-range`.
 *
 * @returns the directory that has them in its `node_modules`, until the test file has run.
 */
export const installNewestHost = async (): Promise<string> => {
  const host = await mkdtemp(path.join(tmpdir(), 'logto-newest-'));

  afterAll(async () => {
    await rm(host, { recursive: true });
  });

  const packages = [
    '@logto/cli@latest',
    'kit-newest@npm:@logto/connector-kit@latest',
    `kit-in-range@npm:@logto/connector-kit@${connector.dependencies['@logto/connector-kit']}`,
  ].map((name) => `"${name}"`);

  await promisify(exec)(`npm install --prefix "${host}" ${packages.join(' ')}`);

  return host;
};
