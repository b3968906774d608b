import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { websiteApp } from '../../playground/wechat/apps-and-people.js';
import { serveTls } from '../../playground/wechat/serve.js';
import { visit, wechatUserAgent } from '../../playground/wechat/visitor.js';
import { createWechat } from '../../playground/wechat/wechat.js';
import { en } from '../../playground/words/en.js';
import { zhCN } from '../../playground/words/zh-CN.js';
import { type Rehearsal, startBy, startLogto, startRehearsal } from '../support/rehearsal.js';
import { expectNoSecret } from '../support/secrets.js';
import { start as startProgram, startMain } from '../support/start.js';

const { log, start, after, ended, outdated } = en.rehearsal;

/** A folder whose name has to be quoted, for what is temporary. */
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'a b-'));
});

afterAll(async () => rm(folder, { recursive: true }));

describe('a Logto that was started by the line', () => {
  let rehearsal: Rehearsal;
  let logto: Awaited<ReturnType<typeof startLogto>>;

  const requests = async () => (await rehearsal.page()).split('id="live-requests"')[1] ?? '';

  beforeAll(async () => {
    rehearsal = await startRehearsal();
    expect(await rehearsal.page()).toContain(start.notSeen);
    logto = await startLogto(rehearsal, { NODE_TLS_REJECT_UNAUTHORIZED: '0' });
  });

  afterAll(() => {
    logto.killAll();
    rehearsal.killAll();
  });

  it('signs the same user in on a computer and inside WeChat', async () => {
    const onComputer = await logto.signIn();
    const insideWechat = await logto.signIn(wechatUserAgent);

    expect(await logto.begin()).toMatch(
      new RegExp(`^${rehearsal.home}\\w+/connect/qrconnect\\?appid=wx7d3c5b9a`)
    );
    expect(onComputer.user).toMatchObject({ name: '小明 🌈' });
    expect(insideWechat.user).toMatchObject({ id: onComputer.user?.id, name: '小明 🌈' });
    expect(insideWechat.user?.rawData).not.toEqual(onComputer.user?.rawData);
    expect(await rehearsal.page()).toMatch(/Logto was here at \d/);
  });

  it.each([
    ['website', '', 'unionid'],
    ['serviceAccount', wechatUserAgent, 'unionid'],
    ['testAccount', wechatUserAgent, 'openid'],
  ] as const)('signs in with what was printed for %s', async (way, userAgent, userId) => {
    await logto.configure(rehearsal.settingsFor(way));

    const { user } = await logto.signIn(userAgent);

    await logto.configure();
    expect(user).toMatchObject({ name: '小明 🌈', rawData: { [userId]: user?.id } });
  });

  it('lists the requests without their secrets', async () => {
    const callback = await visit(await logto.begin(), 'ming');

    await logto.finish(callback);

    const list = await requests();

    expect(list.match(/\/sns\/[\w/]+/g)?.slice(0, 2)).toEqual([
      '/sns/userinfo',
      '/sns/oauth2/access_token',
    ]);
    expect(list).toMatch(/^secret=\*{3}\ncode=\*{3}$/m);
    expectNoSecret(list, [websiteApp.secret, callback.code ?? '']);
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
    await rehearsal.choose({ person: 'ming', fault });

    const { error } = await logto.signIn();

    await rehearsal.choose({ person: 'ming' });
    expect(error).toMatchObject({ code: 'general', data: cause ? { cause } : {} });
    expect(await requests()).toContain(fault === 'http503' ? '>503<' : `>${en.faults[fault]}<`);
  });

  it('lets WeChat’s last form lead to a Logto at an IPv6 address, which no source can name', async () => {
    const { headers } = await fetch(rehearsal.home);

    expect(headers.get('content-security-policy')).toContain("form-action 'self' http: https:;");
  });

  it('offers no fault that it cannot play, or that no sign-in can show', async () => {
    const page = await rehearsal.page();

    expect(page).toContain('value="http503"');
    expect(page).not.toMatch(/value="(?:refused|noRefreshToken)"/);
  });

  it('knows no App ID but its own', async () => {
    const callback = await visit(await logto.begin(), 'ming');

    await logto.configure({ ...rehearsal.settingsFor('both'), clientId: 'wx0123456789abcdef' });

    const { error } = await logto.finish(callback);
    const page = await (await fetch(await logto.begin())).text();

    await logto.configure();
    expect(error).toMatchObject({ code: 'invalid_config', data: { errcode: 40013 } });
    expect(await requests()).toContain('errcode 40013');
    expect(page).toContain('AppID 参数错误');
  });

  it('fails as on a dead network once the rehearsal has ended, whoever takes its port', async () => {
    const callback = await visit(await logto.begin(), 'ming');
    const nextCallback = await visit(await logto.begin(), 'ming');
    const { code, output } = await rehearsal.stop();

    expect(code).toBe(0);
    expect(output).toMatch(new RegExp(`${ended}\n1. ${after.steps.join('\n\\d. ')}\n$`));

    const { error, connections } = await logto.finish(callback);

    expect(error).toMatchObject({ code: 'general', data: { cause: 'ECONNREFUSED' } });
    expect(new Set(connections)).toEqual(new Set(['127.0.0.1']));

    const impostor = createWechat();
    const { close } = await serveTls(impostor, rehearsal.port + 1);
    const { error: refusal } = await logto.finish(nextCallback);

    await close();
    expect(refusal).toMatchObject({ data: { cause: 'DEPTH_ZERO_SELF_SIGNED_CERT' } });
    expect(impostor.requests).toEqual([]);
  });

  it('signs in in the next rehearsal without being started again', async () => {
    const { line } = rehearsal;

    rehearsal = await startRehearsal({}, rehearsal);
    await expect(logto.signIn()).resolves.toMatchObject({ user: { name: '小明 🌈' } });
    expect(rehearsal.line).toBe(line);
    expect(rehearsal.printed).not.toContain(en.rehearsal.renewed);
    expect(await rehearsal.page()).toMatch(/Logto was here at \d/);
    await rehearsal.stop();
  });

  it('has to be started again once the certificate was renewed, in its last month', async () => {
    const days = 340;
    const clock = `const { now } = Date; Date.now = () => now() + ${days * 24 * 60 * 60 * 1000};`;

    rehearsal = await startRehearsal(
      { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(clock)}` },
      rehearsal
    );
    expect(rehearsal.printed).toContain(en.rehearsal.renewed);

    const page = await fetch(await logto.begin());

    expect(await page.text()).toContain(outdated);
    expect((await rehearsal.stop()).output).toContain(outdated);

    logto.killAll();

    const { output } = await logto.end();

    expect(output.match(new RegExp(`${log.simulated}|${log.reached}`, 'g'))).toHaveLength(2);
    expectNoSecret(output, [websiteApp.secret]);
  });
});

describe('what Logto is started with', () => {
  let rehearsal: Rehearsal;
  let script: string;

  const words = zhCN.rehearsal.log;

  beforeAll(async () => {
    const mask = process.umask(0o077);

    rehearsal = await startRehearsal({ LANG: 'zh_CN.UTF-8' });
    process.umask(mask);
    script = path.join(folder, 'script.mjs');
  });

  afterAll(() => {
    rehearsal.killAll();
  });

  const run = async (code: string, program = '', environment: Record<string, string> = {}) => {
    await writeFile(script, code);

    return startBy(rehearsal, `${program} "${script}"`, environment).end();
  };

  it('can be read by others, but not its key', async () => {
    const kept = path.join(rehearsal.checkout, '.rehearsal');
    const modes = ['', 'key.json', 'wechat-rehearsal.mjs'].map(
      async (name) => (await stat(path.join(kept, name))).mode & 0o777
    );

    await expect(Promise.all(modes)).resolves.toEqual([0o755, 0o600, 0o644]);
  });

  it('names the folder that keeps others out, if there is one', async () => {
    const { closed } = zhCN.rehearsal;

    expect(rehearsal.printed).toContain(closed(rehearsal.checkout));
    await chmod(rehearsal.checkout, 0o755);
    await rehearsal.stop();
    rehearsal = await startRehearsal({ LANG: 'zh_CN.UTF-8' }, rehearsal);
    expect(rehearsal.printed).not.toContain(closed('').split(' ')[0]);
  });

  it.each([0, -1])(
    'is not changed while a port is in use: PORT is that one and %d',
    async (offset) => {
      const { port, checkout } = rehearsal;
      const command = startMain(['--logto'], { PORT: String(port + offset) }, checkout);
      const { code, output } = await command.end();

      expect(code).toBe(1);
      expect(output).toBe(`${en.rehearsal.portInUse(port)}\n`);
    }
  );

  it('is quoted for a shell, and for Docker Compose', async () => {
    const [, docker = ''] = /^ *docker run(.*) …/m.exec(rehearsal.printed) ?? [];
    const file = path.join(rehearsal.checkout, '.rehearsal/wechat-rehearsal.mjs');

    expect((await startProgram('sh', ['-c', `printf '%s\\n' ${docker}`]).end()).output).toContain(
      `\n${file}:/wechat-rehearsal.mjs:ro\n`
    );
    expect(rehearsal.printed).toMatch(
      /^ *- '\/.*\/it''s "\$\$HOME" `id` \(a\) 中-.*:\/wechat-rehearsal\.mjs:ro'$/m
    );
  });

  it('turns every connection to the API to loopback, and trusts no other', async () => {
    const { output } = await run(`
      import net from 'node:net';
      import { connect } from 'node:tls';

      const host = 'api.weixin.qq.com';
      const socket = net.connect(new URL('${rehearsal.home}').port, '127.0.0.1');
      let port;

      for (const call of [
        () => [{ host, port: 443 }],
        () => [{ host: 'api2.weixin.qq.com', port: 443, servername: '' }],
        () => [{ host: '192.0.2.1', port: 443, servername: host }],
        () => [{ host: 'API.weixin.qq.com.', port: 443 }],
        () => [443, host],
        () => [443, host, {}],
        () => [443, { host }],
        () => [{ host, port: 443, socket }],
        () => [{ host, port: 443, rejectUnauthorized: false, checkServerIdentity: () => undefined }],
        () => [{ host: 'localhost', port, servername: 'open.weixin.qq.com' }],
      ]) {
        await new Promise((resolve) => {
          const tcp = connect(...call(), () => {
            console.log(tcp.authorized, tcp.remoteAddress);
            port = tcp.remotePort;
            tcp.end(resolve);
          });
          tcp.on('error', ({ code }) => resolve(console.log(code)));
        });
      }

      console.log(socket.destroyed);
    `);

    expect(output.trim().split('\n')).toEqual([
      ...Array.from({ length: 9 }, () => 'true 127.0.0.1'),
      ...['DEPTH_ZERO_SELF_SIGNED_CERT', 'true'],
    ]);
  });

  it('asks no proxy for WeChat, but for other hosts', async () => {
    const asked: unknown[] = [];
    const proxy = createServer().on('connect', ({ url }, socket) => {
      asked.push(url);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });

    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');

    const { port } = proxy.address() as AddressInfo;
    const environment = {
      HTTPS_PROXY: `http://127.0.0.1:${port}`,
      NO_PROXY: 'direct.localhost',
      NODE_USE_ENV_PROXY: '1',
    };
    const { output } = await run(
      `for (const host of ['api.weixin.qq.com', 'proxied.example', 'direct.localhost']) {
        const response = await fetch(\`https://\${host}/sns/userinfo\`).catch(() => undefined);
        console.log('HTTP', response?.status);
      }`,
      '',
      environment
    );

    proxy.close();
    expect(output.match(/HTTP .*/g)).toEqual(['HTTP 200', 'HTTP undefined', 'HTTP undefined']);
    // Older versions of Node.js know no proxy.
    expect(asked).toEqual(
      process.allowedNodeEnvironmentFlags.has('--use-env-proxy') ? ['proxied.example:443'] : []
    );
  });

  /** Loads a connector with this code, or says why not. */
  const load = async (code: string) => {
    const lib = path.join(folder, 'connector-wechat-web/lib');

    await mkdir(lib, { recursive: true });
    await writeFile(path.join(lib, 'package.json'), '{"type":"module"}');
    await writeFile(path.join(lib, 'index.js'), code);

    const { output } = await run(`
      import('${lib.replace(' ', '%20')}/index.js').catch(({ message }) => console.log(message));
    `);

    return output.trim();
  };

  it('does not load a connector that it cannot turn', async () => {
    await expect(load('console.log("loaded");')).resolves.toBe(words.strange);
  });

  it('says in one sentence that Node.js is too old', async () => {
    const old = path.join(folder, 'old.cjs');

    await writeFile(old, 'delete require("node:module").register;');

    const { code, output } = await run('console.log("started");', `--require "${old}"`);

    expect(code).toBe(1);
    expect(output.trim()).toBe(words.oldNode);
  });

  it('says whether it has reached the simulated WeChat', async () => {
    const code = "const id = 'wechat-website'; const page = 'https://open.weixin.qq.com/';";

    await expect(load(code)).resolves.toBe(`${words.simulated}\n${words.reached}`);
    await rehearsal.stop();
    await expect(load(code)).resolves.toBe(`${words.simulated}\n${words.notReached} ECONNREFUSED`);
  });
});
