import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { Options } from 'tsup';

/** The text of a package's license files, under its name. */
const readNotice = async (directory: string): Promise<string> => {
  const { name, version, license } = JSON.parse(
    await readFile(path.join(directory, 'package.json'), 'utf8')
  ) as { name: string; version: string; license: string };
  const files = (await readdir(directory)).filter((file) => /^(?:licen[cs]e|notice)/i.test(file));

  if (files.length === 0) {
    throw new Error(`${name} is bundled, but brings no license text.`);
  }

  const texts = files.map(async (file) => readFile(path.join(directory, file), 'utf8'));

  return [`${name} ${version} (${license})`, ...(await Promise.all(texts))]
    .map((text) => text.trim())
    .join('\n\n');
};

/** Writes the licenses of all that went into the bundle beside it: they ask for that. */
export const licenses: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'licenses',
  setup: (build) => {
    build.onEnd(async ({ metafile }) => {
      const directories = Object.values(metafile?.outputs ?? {})
        .flatMap(({ inputs }) => Object.entries(inputs))
        .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
        .flatMap(([file]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []);
      const notices = await Promise.all([...new Set(directories)].sort().map(readNotice));

      await mkdir('lib', { recursive: true });
      await writeFile(
        'lib/THIRD-PARTY-LICENSES.txt',
        ['index.js contains these libraries.', ...notices].join(`\n\n${'-'.repeat(80)}\n\n`) + '\n'
      );
    });
  },
};
