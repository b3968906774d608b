import { parseArgs } from 'node:util';

import type { Words } from './words/en.js';

/** The real app's AppID and AppSecret, as the connector's settings name them. */
export type Credentials = { clientId: string; clientSecret: string };

/** What `npm start` is to do. */
export type Options =
  | { run: 'help' }
  | { run: 'once' }
  | { run: 'simulated'; port: number }
  | { run: 'real'; port: number; publicUrl: URL; credentials: Credentials };

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean' },
        once: { type: 'boolean' },
        real: { type: 'boolean' },
        'public-url': { type: 'string' },
      },
    }).values;
  } catch {
    return;
  }
};

const parsePort = (text: string): number | undefined =>
  /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65_536 ? Number(text) : undefined;

const parseOrigin = (text = ''): URL | undefined => {
  const url = URL.canParse(text) ? new URL(text) : undefined;

  return url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/` ? url : undefined;
};

/**
 * Reads the options of `npm start`.
 *
 * @returns the options, or a sentence about what is wrong with them.
 */
export const readOptions = (
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  { usage, wrongOptions }: Words['terminal']
): Options | string => {
  const values = parse(args);

  if (!values) return `${wrongOptions.unknown(args.join(' '))}\n\n${usage}`;
  if (values.help) return { run: 'help' };
  if (values.once && values.real) return wrongOptions.onceWithReal;
  if (values['public-url'] !== undefined && !values.real) return wrongOptions.publicUrlAlone;
  if (values.once) return { run: 'once' };

  const { PORT = '3456', WECHAT_CLIENT_ID = '', WECHAT_CLIENT_SECRET = '' } = environment;
  const port = parsePort(PORT);

  if (!port) return wrongOptions.port(PORT);
  if (!values.real) return { run: 'simulated', port };

  const publicUrl = parseOrigin(values['public-url']);
  const credentials = {
    clientId: WECHAT_CLIENT_ID.trim(),
    clientSecret: WECHAT_CLIENT_SECRET.trim(),
  };

  if (!publicUrl) return wrongOptions.noPublicUrl;
  if (!credentials.clientId || !credentials.clientSecret) return wrongOptions.noCredentials;

  return { run: 'real', port, publicUrl, credentials };
};
