import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { SocialUserInfo } from '@logto/connector-kit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { installConnector } from '../../playground/logto/install.js';
import { officialAccount, websiteApp } from '../../playground/wechat/registry.js';
import { visit, wechatUserAgent } from '../../playground/wechat/visitor.js';
import { en } from '../../playground/words/en.js';
import { zhCN } from '../../playground/words/zh-CN.js';
import { expectNoSecret } from '../support/secrets.js';
import { freePort, start, startMain } from '../support/start.js';

const { log } = en.rehearsal;

/** A folder whose name has to be quoted, for what is temporary. */
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'a b-'));
});

afterAll(async () => rm(folder, { recursive: true }));

/** Does `npm start -- --logto`, and reads what it prints. */
const startRehearsal = async (environment: Record<string, string> = {}) => {
  const { port, server } = await freePort();

  server.close();

  const home = `http://127.0.0.1:${port}/`;
  const { child, waitFor, end } = startMain(['--logto'], {
    PORT: String(port),
    TMPDIR: folder,
    ...environment,
  });
  const printed = await waitFor(home);
  const [line = ''] = /NODE_OPTIONS=.* npm start$/m.exec(printed) ?? [];
  const post = async (fields: Record<string, string>) =>
    fetch(`${home}choices`, {
      ...{ method: 'POST', headers: { origin: home.slice(0, -1) } },
      body: new URLSearchParams(fields),
    });

  return {
    ...{ home, printed, line, post },
    stop: async () => {
      child.kill('SIGINT');

      return end();
    },
  };
};

type Rehearsal = Awaited<ReturnType<typeof startRehearsal>>;

/** Runs a program by the line that was printed for Logto's. */
const startBy = ({ line }: Rehearsal, program: string, environment: Record<string, string> = {}) =>
  start('sh', ['-c', line.replace('npm start', () => `exec node ${program}`)], environment);

const settings = {
  clientId: websiteApp.appid,
  clientSecret: websiteApp.secret,
  isInAppSignInEnabled: true,
  officialAccountClientId: officialAccount.appid,
  officialAccountClientSecret: officialAccount.secret,
};

type Outcome = {
  user?: SocialUserInfo;
  error?: { code: string; data: unknown };
  connections: string[];
};

const startLogto = async (rehearsal: Rehearsal, kit?: string) => {
  const instance = await installConnector(inject('tarball'), kit);
  const program = `--import tsx test/support/logto.ts ${instance}`;
  const { child, waitFor, end } = startBy(rehearsal, program);
  const [, address = ''] = /(http:\S+)\/$/m.exec(await waitFor('Logto is at')) ?? [];
  const configure = async (changes: object = {}) =>
    fetch(`${address}/settings`, {
      ...{ method: 'PUT', body: JSON.stringify({ ...settings, ...changes }) },
    });
  /** @returns where Logto sends the browser. */
  const begin = async (userAgent = '') => {
    const headers = { 'user-agent': userAgent };
    const response = await fetch(`${address}/sign-in`, { headers, redirect: 'manual' });

    return response.headers.get('location') ?? '';
  };
  const finish = async (callback: Record<string, string>) => {
    const query = new URLSearchParams(callback).toString();
    const response = await fetch(`${address}/callback/wechat-website?${query}`);

    return (await response.json()) as Outcome;
  };

  await configure();

  return {
    ...{ child, end, configure, begin, finish },
    signIn: async (userAgent?: string, answer?: 'deny') =>
      finish(await visit(await begin(userAgent), 'ming', answer)),
  };
};

describe.each(['kit-4.0.0', '@logto/connector-kit'])('on a host with %s', (kit) => {
  let rehearsal: Rehearsal;
  let logto: Awaited<ReturnType<typeof startLogto>>;

  const requests = async () => {
    const text = await (await fetch(rehearsal.home)).text();

    return text.slice(text.indexOf('id="live-requests"'));
  };

  beforeAll(async () => {
    rehearsal = await startRehearsal();
    expect(await (await fetch(rehearsal.home)).text()).toContain(en.rehearsal.start.notLoaded);
    logto = await startLogto(rehearsal, kit);
  });

  afterAll(() => logto.child.kill());

  it('signs the same user in on a computer and inside WeChat', async () => {
    const onComputer = await logto.signIn();
    const insideWechat = await logto.signIn(wechatUserAgent);

    expect(await logto.begin()).toContain(`${rehearsal.home}connect/qrconnect?appid=wx7d3c5b9a`);
    expect(onComputer.user).toMatchObject({ name: '小明 🌈' });
    expect(insideWechat.user).toMatchObject({ id: onComputer.user?.id, name: '小明 🌈' });
    expect(insideWechat.user?.rawData).not.toEqual(onComputer.user?.rawData);
  });

  it('tells the operator that Logto has loaded the connector', async () => {
    const page = await (await fetch(rehearsal.home)).text();

    expect(page).toMatch(/Logto loaded the connector at \d/);
    expect(page).not.toContain(en.rehearsal.start.notLoaded);
  });

  it('lists the requests without their secrets', async () => {
    const callback = await visit(await logto.begin(), 'ming');

    await logto.finish(callback);

    const list = await requests();

    expect(list).toMatch(/api\.weixin\.qq\.com\/sns\/userinfo[^]*\/sns\/oauth2\/access_token/);
    expect(list).toMatch(/<code>secret=\*{3}<\/code>[^]*<code>code=\*{3}<\/code>/);
    expectNoSecret(list, [settings.clientSecret, callback.code ?? '']);
    expect(list).not.toContain('98_');
  });

  it('tells of a refusal', async () => {
    const { user, error } = await logto.signIn('', 'deny');

    expect(user).toBeUndefined();
    expect(error?.code).toBe('authorization_failed');
  });

  it.each([
    ['no answer', 'ETIMEDOUT'],
    ['reset before the headers', 'ECONNRESET'],
    ['body cut off', undefined],
    ['http503', undefined],
  ] as const)('plays the fault: %s', async (fault, cause) => {
    await rehearsal.post({ person: 'ming', fault });

    const { error } = await logto.signIn();

    await rehearsal.post({ person: 'ming' });
    expect(error).toMatchObject({ code: 'general', data: cause ? { cause } : {} });
    expect(await requests()).toContain(fault === 'http503' ? '>503<' : `>${en.faults[fault]}<`);
  });

  it('knows no App ID but its own', async () => {
    const callback = await visit(await logto.begin(), 'ming');

    await logto.configure({ clientId: 'wx0123456789abcdef' });

    const { error } = await logto.finish(callback);
    const page = await (await fetch(await logto.begin())).text();

    await logto.configure();
    expect(error).toMatchObject({ code: 'invalid_config', data: { errcode: 40013 } });
    expect(await requests()).toContain('errcode 40013');
    expect(page).toContain('AppID 参数错误');
  });

  it('fails as on a dead network once the rehearsal has ended', async () => {
    const callback = await visit(await logto.begin(), 'ming');

    await expect(rehearsal.stop()).resolves.toMatchObject({ code: 0 });

    const { error, connections } = await logto.finish(callback);

    expect(error).toMatchObject({ code: 'general', data: { cause: 'ECONNREFUSED' } });
    expect(new Set(connections)).toEqual(new Set(['127.0.0.1']));

    logto.child.kill();

    const { output } = await logto.end();

    expect(output.split(log.simulated)).toHaveLength(2);
    expectNoSecret(output, [settings.clientSecret, callback.code ?? '']);
  });
});

describe('what Logto is started with', () => {
  let rehearsal: Rehearsal;
  let script: string;

  beforeAll(async () => {
    rehearsal = await startRehearsal({ LANG: 'zh_CN.UTF-8' });
    script = path.join(folder, 'script.mjs');
  });

  afterAll(async () => rehearsal.stop());

  const run = async (code: string, program = '', environment: Record<string, string> = {}) => {
    await writeFile(script, code);

    return startBy(rehearsal, `${program} "${script}"`, environment).end();
  };

  it('turns every call of tls.connect for the API to loopback, and no other', async () => {
    const { output } = await run(`
      import net from 'node:net';
      import tls from 'node:tls';

      const host = 'api.weixin.qq.com';
      const proxied = net.connect(new URL('${rehearsal.home}').port, '127.0.0.1');
      const calls = [
        [{ host, port: 443 }],
        [{ host: 'api2.weixin.qq.com', port: 443, servername: '' }],
        [{ host: '192.0.2.1', port: 443, servername: host }],
        [443, host],
        [443, host, {}],
        [443, { host }],
        [{ host, port: 443, socket: proxied }],
        [{ host: 'localhost', port: new URL('${rehearsal.home}').port }],
      ];

      for (const call of calls) {
        await new Promise((resolve) => {
          const socket = tls.connect(...call, () => {
            console.log(socket.authorized, socket.remoteAddress, socket.getPeerCertificate().subject.CN);
            socket.end(resolve);
          });
          socket.on('error', ({ code }) => resolve(console.log(code)));
        });
      }

      console.log(proxied.destroyed);
    `);

    expect(output.trim().split('\n')).toEqual([
      ...Array.from({ length: 7 }, () => 'true 127.0.0.1 WeChat stand-in'),
      expect.stringMatching(/^E(?:PROTO|RR_SSL_\w+)$/),
      'true',
    ]);
  });

  it('trusts the certificate for these connections alone', async () => {
    const { output } = await run(`
      import net from 'node:net';
      import tls from 'node:tls';

      const known = tls.connect({ host: 'api.weixin.qq.com', port: 443 }, () => {
        const other = tls.connect({ host: 'localhost', port: known.remotePort, servername: 'open.weixin.qq.com' });
        other.on('error', ({ code }) => { console.log(code); known.destroy(); });
      });
    `);

    expect(output.trim()).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
  });

  it('asks no proxy for WeChat, but for other hosts', async () => {
    const asked: unknown[] = [];
    const proxy = createServer().on('connect', ({ url }, socket) => {
      asked.push(url);
      socket.destroy();
    });

    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');

    const { port } = proxy.address() as AddressInfo;
    const { output } = await run(
      `
        for (const host of ['api.weixin.qq.com', 'proxied.example', 'direct.localhost']) {
          const response = await fetch(\`https://\${host}/sns/userinfo\`).catch(() => undefined);
          console.log(response?.status);
        }
      `,
      '',
      {
        HTTPS_PROXY: `http://127.0.0.1:${port}`,
        NO_PROXY: 'direct.localhost',
        NODE_USE_ENV_PROXY: '1',
        NODE_NO_WARNINGS: '1',
      }
    );

    proxy.close();
    expect(output.trim().split('\n')).toEqual(['200', 'undefined', 'undefined']);
    // Older versions of Node.js know no proxy.
    expect([[], ['proxied.example:443']]).toContainEqual(asked);
  });

  it('does not load a connector that it cannot turn', async () => {
    const lib = path.join(folder, 'connector-wechat-web/lib');

    await mkdir(lib, { recursive: true });
    await writeFile(path.join(lib, 'index.js'), 'console.log("loaded");');

    const { output } = await run(`
      import('${lib.replace(' ', '%20')}/index.js').catch(({ message }) => console.log(message));
    `);

    expect(output.trim()).toBe(zhCN.rehearsal.log.strange);
  });

  it('says in one sentence that Node.js is too old', async () => {
    const old = path.join(folder, 'old.cjs');

    await writeFile(old, 'delete require("node:module").register;');

    const { code, output } = await run('console.log("started");', `--require "${old}"`);

    expect(code).toBe(1);
    expect(output.trim()).toBe(zhCN.rehearsal.log.oldNode);
  });
});
