import { parseArgs } from 'node:util';

import type { Words } from './words/en.js';

/** What `npm start` is to do. */
export type Options = { run: 'help' } | { run: 'once' } | { run: 'serve'; port: number };

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: { help: { type: 'boolean' }, once: { type: 'boolean' } },
    }).values;
  } catch {
    return;
  }
};

const parsePort = (text: string): number | undefined =>
  /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65_536 ? Number(text) : undefined;

/**
 * Reads the options of `npm start`.
 *
 * @returns the options, or a sentence about what is wrong with them.
 */
export const readOptions = (
  args: readonly string[],
  { PORT = '3456' }: Readonly<Record<string, string | undefined>>,
  { usage, wrongOptions }: Words['terminal']
): Options | string => {
  const values = parse(args);

  if (!values) return `${wrongOptions.unknown(args.join(' '))}\n\n${usage}`;
  if (values.help) return { run: 'help' };
  if (values.once) return { run: 'once' };

  const port = parsePort(PORT);

  return port ? { run: 'serve', port } : wrongOptions.port(PORT);
};
