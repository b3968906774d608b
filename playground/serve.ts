import type { ConnectorFactory } from './logto/install.js';
import { serveHttp } from './network/serve.js';
import type { Options } from './options.js';
import { createReal } from './web/real.js';
import { createPlayground } from './web/server.js';
import { startSimulated } from './web/simulated.js';
import type { Words } from './words/en.js';

/**
 * Serves the playground for as long as the process runs.
 *
 * @returns a sentence if the port cannot be used.
 */
export const servePlayground = async (
  factory: ConnectorFactory,
  options: Extract<Options, { port: number }>,
  words: Words['terminal']
): Promise<string | undefined> => {
  const { port } = options;
  const home = `http://127.0.0.1:${port}/`;
  const mode = options.run === 'real' ? createReal({ ...options, home }) : await startSimulated();

  try {
    await serveHttp(createPlayground(factory, mode), port);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);

    return reason === 'EADDRINUSE'
      ? words.portInUse(port, port === 65_535 ? port - 1 : port + 1)
      : words.portUnusable(port, reason);
  }

  console.log(words.ready(home));

  if (options.run === 'real') {
    console.log(words.callbackDomain(options.publicUrl.host));
  }

  return undefined;
};
