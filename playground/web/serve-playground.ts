import type { ConnectorFactory } from '../logto/install.js';
import { startSimulated } from '../wechat/simulated.js';
import type { Words } from '../words/en.js';
import { listenOn } from './listen.js';
import { createPlayground } from './playground.js';

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
  const playground = createPlayground(factory, simulated);
  const problem = await listenOn(playground, port, 'npm start', words);

  if (problem) {
    await simulated.close();
  } else {
    console.log(words.ready(`http://127.0.0.1:${port}/`));
  }

  return problem;
};
