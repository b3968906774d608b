import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

/** Undone after each test. */
let cleanUp: () => unknown = () => undefined;

afterEach(async () => {
  await cleanUp();
  cleanUp = () => undefined;
});

/** What `npm start` runs. */
const start = (parameters: string[], environment: Record<string, string> = {}) => {
  const main = path.join(import.meta.dirname, '../../playground/main.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...parameters], {
    env: { PATH: process.env.PATH, ...environment },
  });
  let output = '';

  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      output += data.toString();
    });
  }

  return {
    child,
    waitFor: async (words: string) => {
      while (!output.includes(words)) {
        await once(child.stdout, 'data');
      }
    },
    end: async () => {
      const [code] = (await once(child, 'close')) as [number];

      return { code, output };
    },
  };
};

const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1');

  await once(server, 'listening');

  const { port } = server.address() as AddressInfo;

  return { port, server };
};

describe('npm start', () => {
  const publicUrl = ['--public-url', 'https://example.com'];

  it.each([
    [['--no-such-option'], {}, "Unknown option '--no-such-option'"],
    [['--once', '--real', ...publicUrl], {}, '--once signs in at the stand-in'],
    [publicUrl, {}, '--public-url goes with --real alone.'],
    [['--real'], {}, '--real needs --public-url https://HOST'],
    [['--real', '--public-url', 'example.com'], {}, '--real needs --public-url https://HOST'],
    [['--real', '--public-url', 'https://example.com/a'], {}, 'without a path'],
    [['--real', ...publicUrl], {}, 'AppID in WECHAT_CLIENT_ID and its AppSecret in'],
    [
      ['--real', ...publicUrl],
      { WECHAT_CLIENT_ID: 'wx', WECHAT_CLIENT_SECRET: ' ' },
      'AppID in WECHAT_CLIENT_ID and its AppSecret in',
    ],
    [[], { PORT: 'http' }, 'PORT must be a number from 1 to 65535, not “http”.'],
    [[], { PORT: '65536' }, 'PORT must be a number from 1 to 65535, not “65536”.'],
  ])('says what is wrong with %o %o', async (parameters, environment, words) => {
    const { code, output } = await start(parameters, environment).end();

    expect(code).toBe(1);
    expect(output).toContain(words);
    expect(output).not.toContain('    at ');
  });

  it('says that a port is in use', async () => {
    const { port, server } = await freePort();

    cleanUp = () => server.close();

    const { code, output } = await start([], { PORT: String(port) }).end();

    expect(code).toBe(1);
    expect(output).toContain(`Port ${port} is in use.`);
    expect(output).not.toContain('    at ');
  });

  it('serves this machine alone, until Ctrl-C', async () => {
    const { port, server } = await freePort();

    server.close();

    const { child, waitFor, end } = start([], { PORT: String(port) });

    cleanUp = () => child.kill('SIGKILL');
    await waitFor(`http://127.0.0.1:${port}/`);

    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    await expect(fetch(`http://127.0.0.2:${port}/`)).rejects.toThrow('fetch failed');

    child.kill('SIGINT');
    await expect(end()).resolves.toMatchObject({ code: 0 });
  });

  it('signs in once in the terminal', async () => {
    const { code, output } = await start(['--once']).end();

    expect(code).toBe(0);
    expect(output).toContain('https://open.weixin.qq.com/connect/qrconnect?appid=');
    expect(output).toContain('access_token?appid=wx7d3c5b9a1e8f2046&secret=***&code=***');
    expect(output).toContain("name: '小明 🌈'");
  });
});
