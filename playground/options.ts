import { parseArgs } from 'node:util';

import type { Words } from './words/en.js';

/** What `npm start` is to do. */
export type Options =
  | { run: 'help' }
  | { run: 'once' }
  | { run: 'serve'; port: number }
  | { run: 'rehearse'; port: number; logto: URL };

const parse = (args: readonly string[]) => {
  try {
    const { values, positionals } = parseArgs({
      // `parseArgs` has no option whose value can be left out.
      args: args.flatMap((arg) => arg.split(/(?<=^--logto)=/)),
      options: { help: { type: 'boolean' }, once: { type: 'boolean' }, logto: { type: 'boolean' } },
      allowPositionals: true,
    });

    return positionals.length > (values.logto ? 1 : 0) ? undefined : { ...values, positionals };
  } catch {
    return;
  }
};

const parsePort = (text: string): number | undefined =>
  /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65_536 ? Number(text) : undefined;

/** Its host is a name of letters, digits, dots and dashes, or an IP address: it is printed as part of commands. */
const parseOrigin = (text: string): URL | undefined => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = /^https?:\/\/(?:[a-z\d.-]+|\[[a-f\d:.]+\])(?::\d+)?\/$/.test(url?.href ?? '');

  return isPlain ? url : undefined;
};

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
  if (values.once && values.logto) return wrongOptions.onceWithLogto;
  if (values.once) return { run: 'once' };

  const port = parsePort(PORT);
  const [address = 'http://localhost:3001'] = values.positionals;
  const logto = parseOrigin(address);

  if (!port) return wrongOptions.port(PORT);
  if (!logto) return wrongOptions.logto(address);

  return values.logto ? { run: 'rehearse', port, logto } : { run: 'serve', port };
};
