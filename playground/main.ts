import { constants } from 'node:os';

import { readOptions } from './options.js';
import { findTerminalWords } from './words/words.js';

// What takes long to load is imported only once the options are known to be right.

const allWords = findTerminalWords(process.env);
const words = allWords.terminal;

const stop = (sentence: string): never => {
  console.error(sentence);
  process.exit(1);
};

const options = readOptions(process.argv.slice(2), process.env, words);

if (typeof options === 'string') {
  stop(options);
} else if (options.run === 'help') {
  console.log(words.usage);
} else {
  // Through `exit`, since that is where temporary directories go. (SIGHUP is a closed terminal.)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () =>
      process.exit(options.run === 'once' ? 128 + constants.signals[signal] : 0)
    );
  }

  if (options.run === 'rehearse') {
    const { rehearse } = await import('./rehearsal/rehearse.js');

    await rehearse(options.logto, options.port, allWords);
  } else {
    console.log(words.packing);

    const { findReason, installConnector, loadConnector, packConnector, root } =
      await import('./logto/install.js');
    const factory = await packConnector()
      .then(async (tarball) => loadConnector(await installConnector(tarball)))
      .catch((error: unknown) => stop(words.notPacked(root, findReason(error))));

    if (options.run === 'once') {
      const { signInOnce } = await import('./once.js');

      await signInOnce(factory, words);
    } else {
      const { servePlayground } = await import('./web/playground.js');

      await servePlayground(factory, options.port, words);
    }
  }
}
