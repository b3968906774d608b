import { randomBytes } from 'node:crypto';

import type { ConnectorFactory } from './logto/install.js';
import { type Served, serveHttp } from './network/serve.js';
import type { Options } from './options.js';
import { addressOf, createReal } from './web/real.js';
import { createPlayground } from './web/server.js';
import { startSimulated } from './web/simulated.js';
import type { Words } from './words/en.js';

/**
 * Serves the playground and says where.
 *
 * @returns the server, or a sentence if the port cannot be used.
 */
export const servePlayground = async (
  factory: ConnectorFactory,
  options: Extract<Options, { port: number }>,
  words: Words['terminal']
): Promise<Served | string> => {
  const { port } = options;
  const home = `http://127.0.0.1:${port}/`;
  const real = options.run === 'real' && { ...options, home, key: randomBytes(24).toString('hex') };
  const mode = real ? createReal(real) : await startSimulated();

  const playground = createPlayground(factory, mode);
  let served: Served;

  try {
    served = await serveHttp(playground, port);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);

    return reason === 'EADDRINUSE'
      ? words.portInUse(port, port === 65_535 ? port - 1 : port + 1)
      : words.portUnusable(port, reason);
  }

  console.log(words.ready(real ? addressOf(real) : home));

  if (real) {
    console.log(words.callbackDomain(real.publicUrl.hostname));
  }

  return served;
};
