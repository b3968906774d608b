import { parseArgs } from 'node:util';

import type { Config } from './logto/form.js';
import { installConnector, loadConnector, packConnector } from './logto/install.js';
import { serveHttp } from './network/serve.js';
import { signInOnce } from './once.js';
import { createReal, type RealOptions } from './web/real.js';
import { createPlayground } from './web/server.js';
import { startSimulated } from './web/simulated.js';

const usage = `Usage:
  npm start                                        the playground, with a stand-in for WeChat
  npm start -- --once                              one sign-in in the terminal
  npm start -- --real --public-url https://HOST    the playground, with the real WeChat

Environment:
  PORT                                             the playground's port, 3456 if not set
  WECHAT_CLIENT_ID, WECHAT_CLIENT_SECRET           for --real: the website app's AppID and AppSecret`;

const stop = (sentence: string): never => {
  console.error(sentence);
  process.exit(1);
};

const readOptions = () => {
  try {
    const { values } = parseArgs({
      options: {
        help: { type: 'boolean' },
        once: { type: 'boolean' },
        real: { type: 'boolean' },
        'public-url': { type: 'string' },
      },
    });

    return values;
  } catch (error) {
    return stop(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
};

const readPort = (text: string): number =>
  /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65_536
    ? Number(text)
    : stop(`PORT must be a number from 1 to 65535, not “${text}”.`);

const readPublicUrl = (text = ''): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined;

  return url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`
    ? url
    : stop(
        '--real needs --public-url https://HOST, without a path: the address at which WeChat’s way back reaches this machine.'
      );
};

const readCredentials = (): Config => {
  const { WECHAT_CLIENT_ID: clientId, WECHAT_CLIENT_SECRET: clientSecret } = process.env;

  return clientId?.trim() && clientSecret?.trim()
    ? { clientId, clientSecret }
    : stop(
        '--real needs the website app’s AppID in WECHAT_CLIENT_ID and its AppSecret in WECHAT_CLIENT_SECRET.'
      );
};

const options = readOptions();

if (options.help) {
  console.log(usage);
  process.exit();
}

if (options.once && options.real) {
  stop('--once signs in at the stand-in, so it does not go with --real.');
}

if (options['public-url'] && !options.real) {
  stop('--public-url goes with --real alone.');
}

const port = readPort(process.env.PORT ?? '3456');
const home = `http://127.0.0.1:${port}/`;
const real: RealOptions | undefined = options.real
  ? { publicUrl: readPublicUrl(options['public-url']), credentials: readCredentials(), home }
  : undefined;

// Through `exit`, since that is where temporary directories go.
for (const [signal, code] of [
  ['SIGINT', options.once ? 130 : 0],
  ['SIGTERM', options.once ? 143 : 0],
] as const) {
  process.once(signal, () => process.exit(code));
}

console.log('Packing the connector and adding it to a new Logto instance…');

const factory = await loadConnector(await installConnector(await packConnector()));

if (options.once) {
  await signInOnce(factory);
} else {
  const mode = real ? createReal(real) : await startSimulated();

  try {
    await serveHttp(createPlayground(factory, mode), port);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);

    stop(
      reason === 'EADDRINUSE'
        ? `Port ${port} is in use. Choose another one: PORT=${port === 65_535 ? port - 1 : port + 1} npm start`
        : `Port ${port} cannot be used: ${reason}.`
    );
  }

  console.log(`The playground is at ${home} (Ctrl-C ends it).`);

  if (real) {
    console.log(
      `On the WeChat Open Platform, the app’s authorization callback domain must be ${real.publicUrl.host}.`
    );
  }
}
