import { readOptions } from './options.js';
import { findTerminalWords } from './words/words.js';

// What takes long to load is imported only once the options are known to be right.

const allWords = findTerminalWords(process.env);
const words = allWords.terminal;

const stop = (sentence: string): never => {
  console.error(sentence);
  process.exit(1);
};

const stopIf = (problem: string | undefined) => {
  if (problem) {
    stop(problem);
  }
};

const options = readOptions(process.argv.slice(2), process.env, words);

if (typeof options === 'string') {
  stop(options);
} else if (options.run === 'help') {
  console.log(words.usage);
} else {
  const isOnce = options.run === 'once';

  // Through `exit`, since that is where temporary directories go.
  process.once('SIGINT', () => process.exit(isOnce ? 130 : 0));
  process.once('SIGTERM', () => process.exit(isOnce ? 143 : 0));

  // On SIGTERM npm and its shell end without passing it on, and this process gets another parent.
  // (`exec` in the script would spare the shell, but the shell of Windows has no such command.)
  const parent = process.ppid;

  setInterval(() => {
    if (process.ppid !== parent) {
      process.exit();
    }
  }, 500).unref();

  if (options.run === 'rehearse') {
    const { rehearse } = await import('./rehearsal/rehearse.js');

    stopIf(await rehearse(options.logto, options.port, allWords));
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
      const { servePlayground } = await import('./web/serve-playground.js');

      stopIf(await servePlayground(factory, options.port, words));
    }
  }
}
