import { existsSync, realpathSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

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
export const collectPackages = async (
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
export const sizeOf = async (directory: string): Promise<number> => {
  const entries = await readdir(directory, { withFileTypes: true });
  const sizes = entries
    .filter(({ name }) => name !== 'node_modules')
    .map(async (entry) => {
      const file = path.join(directory, entry.name);

      return entry.isDirectory() ? sizeOf(file) : (await stat(file)).size;
    });

  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
};
