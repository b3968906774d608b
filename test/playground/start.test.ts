import { cp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { findReason } from '../../playground/logto/install.js';
import { createDirectory } from '../../playground/logto/temporary-directory.js';
import { readOptions } from '../../playground/options.js';
import { en } from '../../playground/words/en.js';
import { choosePort, root, start, startMain } from '../support/start.js';

describe('the options', () => {
  it.each([
    [['--no-such-option'], {}, /^These options are not understood: --no-such-option\n\nUsage:/],
    [['once'], {}, /^These options are not understood/],
    [['--logto', 'http://localhost', 'http://localhost'], {}, /^These options are not understood/],
    [['--once', '--logto'], {}, /^--once needs no Logto/],
    [['--logto', 'localhost:3001'], {}, /^--logto takes the address .* not “localhost:3001”\.$/],
    [['--logto', 'ftp://localhost'], {}, /^--logto takes the address .* not “ftp:/],
    [['--logto=http://localhost/a'], {}, /^--logto takes the address of your Logto without a path/],
    [[], { PORT: 'http' }, /^PORT must be a number from 1 to 65535, not “http”\.$/],
    [[], { PORT: '0' }, /^PORT must be a number from 1 to 65535, not “0”\.$/],
    [[], { PORT: '65536' }, /^PORT must be a number from 1 to 65535, not “65536”\.$/],
    // None of these can be printed as it is, in a command for a shell.
    ...['`id`', '$HOME', "it's", '(a)', 'a_b', 'a;b', 'user@localhost'].map((host) => [
      ['--logto', `http://${host}`],
      {},
      /^--logto takes the address/,
    ]),
  ] as [string[], Record<string, string>, RegExp][])(
    '%o %o are wrong',
    (parameters, environment, sentence) => {
      expect(readOptions(parameters, environment, en.terminal)).toMatch(sentence);
    }
  );

  it.each([
    [['--help', '--once'], {}, { run: 'help' }],
    [['--once'], { PORT: 'unused' }, { run: 'once' }],
    [[], {}, { run: 'serve', port: 3456 }],
    [[], { PORT: '65535' }, { run: 'serve', port: 65_535 }],
    [['--logto'], {}, { run: 'rehearse', port: 3456, logto: new URL('http://localhost:3001') }],
    ...['http://192.0.2.1', 'http://[2001:db8::1]:3001', 'https://my-auth.example:8443/'].map(
      (address) => [
        ['--logto', address],
        { PORT: '80' },
        { run: 'rehearse', port: 80, logto: new URL(address) },
      ]
    ),
  ] as [string[], Record<string, string>, object][])(
    '%o %o are right',
    (parameters, environment, options) => {
      expect(readOptions(parameters, environment, en.terminal)).toEqual(options);
    }
  );
});

it.each([
  [
    'npm warn config\nnpm error code EACCES\nnpm error syscall mkdir\nnpm error path /root/.npm\n',
    'EACCES /root/.npm',
  ],
  ['npm warn config\nsh: 1: tsup: not found\nnpm error code 127\n', 'sh: 1: tsup: not found'],
])('finds in what npm prints why it failed: %j', (stderr, reason) => {
  expect(findReason(Object.assign(new Error('Command failed'), { stderr }))).toBe(reason);
});

describe.concurrent('npm start', () => {
  it('says what is wrong before it loads anything else', async () => {
    const coverage = await createDirectory('coverage-');
    const { code, output } = await startMain(['--no-such-option'], {
      NODE_V8_COVERAGE: coverage,
    }).end();

    expect(code).toBe(1);
    expect(output).toContain('These options are not understood: --no-such-option');
    expect(output).not.toContain('    at ');

    const [report = ''] = await readdir(coverage);
    const { result } = JSON.parse(await readFile(path.join(coverage, report), 'utf8')) as {
      result: { url: string }[];
    };
    const loaded = result
      .filter(({ url }) => url.startsWith('file:') && !url.includes('/node_modules/tsx/'))
      .map(({ url }) => path.relative(root, fileURLToPath(url)));

    expect(loaded.sort()).toEqual([
      'playground/main.ts',
      'playground/options.ts',
      'playground/words/en.ts',
      'playground/words/words.ts',
      'playground/words/zh-CN.ts',
      'tsx.mjs',
    ]);
  });

  it('runs nothing that another user of the machine has left for tsx', async () => {
    const shared = await createDirectory('shared-');
    const run = async (command: string) => {
      const { output } = await start('sh', ['-c', command], { TMPDIR: shared }).end();

      return output;
    };
    const runByTsxAlone = async () => run('node --import tsx playground/main.ts --help');

    await runByTsxAlone();

    for (const entry of await readdir(shared, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) {
        const left = { code: 'console.log("left")', map: {} };

        await writeFile(path.join(entry.parentPath, entry.name), JSON.stringify(left));
      }
    }

    expect(await runByTsxAlone()).toBe('left\n');
    expect(await run('npm --silent start -- --help')).toBe(`${en.terminal.usage}\n`);
  });

  it('says in one sentence that the connector cannot be built', async () => {
    const copy = await createDirectory('checkout-');
    const names = ['package.json', 'tsup.config.ts', 'tsx.mjs', 'build', 'src', 'playground'];

    for (const name of names) {
      await cp(path.join(root, name), path.join(copy, name), { recursive: true });
    }

    await symlink(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
    // In the way of the folder: even root, who may write everywhere, cannot make that.
    await writeFile(path.join(copy, 'lib'), '');

    const { code, output } = await startMain([], {}, copy).end();

    expect(code).toBe(1);
    expect(output).toBe(
      `${en.terminal.packing}\nThe connector could not be packed in ${copy} and added to a Logto instance: EEXIST: file already exists, mkdir 'lib'\n`
    );
  });

  it('serves this machine alone, until its terminal is closed', async ({ onTestFinished }) => {
    const port = choosePort();
    const temporary = await createDirectory('temporary-');

    const { child, waitFor, end, killAll } = startMain([], {
      PORT: String(port),
      TMPDIR: temporary,
    });

    onTestFinished(killAll);
    await waitFor(`http://127.0.0.1:${port}/`);

    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    await expect(fetch(`http://127.0.0.2:${port}/`)).rejects.toThrow('fetch failed');

    child.kill('SIGHUP');
    await expect(end()).resolves.toMatchObject({ code: 0 });
    expect((await readdir(temporary)).filter((name) => !name.startsWith('tsx-'))).toEqual([]);
  });
});

// Not beside the others: two at once would build the same `lib`.
it('npm start -- --once signs in in the terminal, and hands no path to a shell', async () => {
  const { code, output } = await startMain(['--once'], {
    LANG: 'zh_CN.UTF-8',
    TMPDIR: await createDirectory(`it's "$(exit 1)" \`id\` (a)-`),
  }).end();

  expect(code).toBe(0);
  expect(output).toContain('Logto 已加载连接器 wechat-website');
  expect(output).toContain('https://open.weixin.qq.com/connect/qrconnect?appid=');
  expect(output).toContain('access_token?appid=wx7d3c5b9a1e8f2046&secret=***&code=***');
  expect(output).toContain("name: '小明 🌈'");
});
