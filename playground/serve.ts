import type { ConnectorFactory } from './logto/install.js';
import { serveHttp } from './network/serve.js';
import { createPlayground } from './web/server.js';
import { startSimulated } from './web/simulated.js';
import type { Words } from './words/en.js';

/**
 * Serves the playground and says where.
 *
 * @returns a sentence if the port cannot be used.
 */
export const servePlayground = async (
  factory: ConnectorFactory,
  port: number,
  words: Words['terminal']
): Promise<string | undefined> => {
  const simulated = await startSimulated();

  try {
    await serveHttp(createPlayground(factory, simulated), port);
    console.log(words.ready(`http://127.0.0.1:${port}/`));

    return undefined;
  } catch (error) {
    await simulated.close();

    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);

    return reason === 'EADDRINUSE'
      ? words.portInUse(port, port === 65_535 ? port - 1 : port + 1)
      : words.portUnusable(port, reason);
  }
};
