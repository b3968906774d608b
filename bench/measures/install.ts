import { existsSync, realpathSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

import type { Contest } from '../contest.js';
import { collect, type Connector, connectors } from '../statistics.js';

/** What installing a connector brings. */
export type Install = {
  packages: number;
  /** Of their files, in bytes. */
  size: number;
};

type Manifest = Record<'dependencies' | 'optionalDependencies', Record<string, string> | undefined>;

/** Where Node would find the package, seen from `directory`. */
const resolvePackage = (name: string, directory: string): string => {
  const candidate = path.join(directory, 'node_modules', name);

  if (existsSync(candidate)) {
    return realpathSync(candidate);
  }

  if (directory === path.dirname(directory)) {
    throw new Error(`${name} is not installed.`);
  }

  return resolvePackage(name, path.dirname(directory));
};

/** The directories of a package and of all that it depends on. */
const collectPackages = async (
  directory: string,
  found = new Set<string>()
): Promise<Set<string>> => {
  if (!found.has(directory)) {
    found.add(directory);

    const manifest = await readFile(path.join(directory, 'package.json'), 'utf8');
    const { dependencies, optionalDependencies } = JSON.parse(manifest) as Manifest;

    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      await collectPackages(resolvePackage(name, directory), found);
    }
  }

  return found;
};

/** Bytes of a package's files, without those of packages inside it. */
const sizeOf = async (directory: string): Promise<number> => {
  const entries = await readdir(directory, { withFileTypes: true });
  const sizes = entries
    .filter(({ name }) => name !== 'node_modules')
    .map(async (entry) => {
      const file = path.join(directory, entry.name);

      return entry.isDirectory() ? sizeOf(file) : (await stat(file)).size;
    });

  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
};

/** What each connector brings, beside the kit and what the kit needs: every host has these. */
export const measureInstall = async ({
  directories,
}: Contest): Promise<Record<Connector, Install>> => {
  const kit = createRequire(import.meta.url).resolve('@logto/connector-kit/package.json');
  const kitPackages = await collectPackages(path.dirname(kit));

  return collect(connectors, async (name) => {
    const packages = [...(await collectPackages(directories[name]))].filter(
      (found) => !kitPackages.has(found)
    );
    const sizes = await Promise.all(packages.map(sizeOf));

    return { packages: packages.length, size: sizes.reduce((sum, size) => sum + size, 0) };
  });
};
