import { exec, execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';

import { loadConnectorFactories } from '@logto/cli/lib/connector/index.js';
import { getConnectorPackagesFromDirectory } from '@logto/cli/lib/utils.js';
import type { CreateConnector, SocialConnector } from '@logto/connector-kit';

import { createDirectory } from './temporary-directory.js';

/** Does what Logto's users and Logto itself do with the connector, by Logto's own code. */

/** The folder of this project. */
export const root = path.join(import.meta.dirname, '../..');

/** Packs the project as for publishing, which builds it, and returns the tarball's path. */
export const packConnector = async (): Promise<string> => {
  const directory = await createDirectory('connector-wechat-web-');

  // Not in the command, which a shell reads.
  await promisify(exec)('npm pack', {
    cwd: root,
    env: { ...process.env, npm_config_pack_destination: directory },
  });

  const [tarball = ''] = await readdir(directory);

  return path.join(directory, tarball);
};

/**
 * Installs the tarball into a new Logto instance that has what `logto connector add` asks for, and
 * one package that a connector can import: the kit.
 *
 * @param kit under which name the kit is installed.
 * @param host the directory in whose `node_modules` the kit and Logto's CLI are: this project's,
 * unless told of another.
 * @returns the instance's directory.
 */
export const installConnector = async (
  tarball: string,
  kit = '@logto/connector-kit',
  host = root
): Promise<string> => {
  const { resolve } = createRequire(path.join(host, 'package.json'));
  const instance = await createDirectory('logto-');
  const core = path.join(instance, 'packages/core');

  await mkdir(path.join(core, 'node_modules/@logto'), { recursive: true });
  await writeFile(path.join(core, 'package.json'), JSON.stringify({ name: '@logto/core' }));
  await symlink(
    path.dirname(resolve(`${kit}/package.json`)),
    path.join(core, 'node_modules/@logto/connector-kit'),
    'junction'
  );

  const file = path.basename(tarball);

  // Logto's CLI hands the tarball's path to a shell: so it gets one from its own folder, `connectors`.
  await copyFile(tarball, path.join(core, file));
  await promisify(execFile)(process.execPath, [
    path.join(path.dirname(resolve('@logto/cli/package.json')), 'bin/logto.js'),
    ...['connector', 'add', '--path', instance, `../${file}`],
  ]);

  return instance;
};

/**
 * Why the connector could not be packed or installed, in one line: what the system said, or else the
 * first words of the tool that failed, or else npm's code and path.
 */
export const findReason = (error: unknown): string => {
  const { message, stderr } = error as Error & { stderr?: string };
  const text = (stderr ?? message).replaceAll(/^npm (?:warn|notice).*\n/gim, '');
  const [reason] = /\bE[A-Z]{2,}: .+/.exec(text) ?? /^(?!npm err).+/im.exec(text) ?? [];

  return (
    reason ??
    Array.from(text.matchAll(/^npm \S+ (?:code|path) (.+)/gm), ([, word]) => word).join(' ')
  );
};

/** What Logto has of a connector once it is loaded. */
export type ConnectorFactory = Pick<SocialConnector, 'type' | 'metadata' | 'configGuard'> & {
  createConnector: CreateConnector<SocialConnector>;
};

/**
 * Loads the instance's only connector as Logto does when it starts. Only the first instance in a
 * process can be loaded: Logto's loader caches its answer.
 */
export const loadConnector = async (instance: string): Promise<ConnectorFactory> => {
  const packages = await getConnectorPackagesFromDirectory(
    path.join(instance, 'packages/core/connectors')
  );
  const [factory] = await loadConnectorFactories(packages, false);

  if (!factory) {
    throw new Error('Logto did not load the connector; its reason is above.');
  }

  return factory as unknown as ConnectorFactory;
};
