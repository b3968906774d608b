import type { ConnectorFactory } from '../logto/install.js';
import { serveWechat } from '../wechat/serve.js';
import { createWechat } from '../wechat/wechat.js';
import type { Words } from '../words/en.js';
import { domain } from './guarded-pages.js';
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
  const wechat = createWechat({ domain });
  const close = await serveWechat(wechat);
  const playground = createPlayground(factory, wechat);
  const problem = await listenOn(playground, port, 'npm start', words);

  if (problem) {
    await close();
  } else {
    console.log(words.ready(`http://127.0.0.1:${port}/`));
  }

  return problem;
};
