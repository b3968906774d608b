import { ConnectorError, ConnectorErrorCodes } from '@logto/connector-kit';
import type { Hono } from 'hono';
import { afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';

import {
  type ConnectorFactory,
  installConnector,
  loadConnector,
} from '../../playground/logto/install.js';
import { examples } from '../../playground/web/examples.js';
import { createPlayground, startPlayground } from '../../playground/web/playground.js';
import {
  serviceAccount,
  testAccount,
  websiteApp,
} from '../../playground/wechat/apps-and-people.js';
import { wechatUserAgent } from '../../playground/wechat/visitor.js';
import type { Wechat } from '../../playground/wechat/wechat.js';

const origin = 'http://127.0.0.1:3456';

let connector: ConnectorFactory;
let wechat: Wechat;
let closeWechat: () => Promise<void>;
let playground: Hono;
/** What the browser sends with each request. */
let browserHeaders: Record<string, string>;

beforeAll(async () => {
  connector = await loadConnector(await installConnector(inject('tarball')));
});

beforeEach(async () => {
  browserHeaders = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Firefox/133.0' };
  ({ wechat, pages: playground, close: closeWechat } = await startPlayground(connector));
});

afterEach(async () => {
  await closeWechat();
});

type Shown = { path: string; status: number; headers: Headers; page: string };

/** Asks as a browser does, and follows where that leads. */
const browse = async (address: string, { headers, ...init }: RequestInit = {}): Promise<Shown> => {
  const { href, pathname, search } = new URL(address, origin);
  const response = await playground.request(href, {
    ...init,
    headers: { ...browserHeaders, ...(headers as Record<string, string> | undefined) },
  });
  const cookie = response.headers.get('set-cookie');
  const location = response.headers.get('location');

  if (cookie) {
    browserHeaders.cookie = cookie;
  }

  return location
    ? browse(location)
    : {
        path: `${pathname}${search}`,
        status: response.status,
        headers: response.headers,
        page: await response.text(),
      };
};

const post = async (path: string, fields: Record<string, string>) =>
  browse(path, { method: 'POST', headers: { origin }, body: new URLSearchParams(fields) });

/** One of the simulated WeChat's: shorter ones may be part of a `state` by chance. */
const token = /98_[\w-]{64}/;

const valueOn = (page: string, name: string) =>
  new RegExp(`name="${name}"\\s+value="([^"]*)"`).exec(page)?.[1] ?? '';

/** From WeChat's page that asks the person, to the outcome. */
const answer = async ({ page }: { page: string }, answer = 'allow') =>
  post('/connect/confirm', { uuid: valueOn(page, 'uuid'), answer });

const settings = { clientId: websiteApp.appid, clientSecret: websiteApp.secret };

const signIn = async (changes: Record<string, string> = {}) => {
  const state = valueOn((await browse('/')).page, 'state');
  const fields = { ...settings, state, person: 'ming', fault: 'none', ...changes };
  const { page } = await post('/sign-in', fields);
  const [uuid, person] = [valueOn(page, 'uuid'), valueOn(page, 'person')];

  return answer(await post('/connect/scan', { uuid, person }));
};

const refresh = async (page: string) => post('/refresh', { state: valueOn(page, 'state') });

describe('the settings', () => {
  it('are the fields of the connector, whose languages can be chosen', async () => {
    const { page } = await browse('/');

    for (const { key, label, description = '' } of connector.metadata.formItems ?? []) {
      expect(page).toContain(`name="${key}"`);
      expect(page).toContain(label);
      expect(page).toContain(description);
    }

    expect(page).toMatch(/type="password"\s+name="clientSecret"/);

    for (const language of Object.keys(connector.metadata.name)) {
      expect(page).toContain(`<option value="${language}"`);
    }
  });

  it('are used once they are saved', async () => {
    const fields = { clientId: ' wx-new ', clientSecret: 'new', scope: 'snsapi_base', lang: 'en' };
    const { path, page } = await post('/settings', fields);

    expect(path).toBe('/?saved');
    expect(page).toContain('Saved.');
    expect(page).toMatch(
      /qrconnect\?appid=wx-new&amp;redirect_uri=.*&amp;scope=snsapi_base&amp;.*lang=en</
    );
  });

  it('are refused with the reason beside the field', async () => {
    const fields = { clientId: 'wx', clientSecret: ' ', lang: 'fr' };
    const { status, page } = await post('/settings', fields);

    expect(status).toBe(422);
    expect(page).toContain('id="setting-clientSecret-error" lang="en">Client Secret is required<');
    expect(page).toContain(
      'id="setting-lang-error" lang="en">Page language 二维码页面语言 must be one of: cn, en<'
    );
    expect(page).not.toContain('setting-clientId-error');
    // What was entered stays in the form; what was stored stays in use.
    expect(valueOn(page, 'clientId')).toBe('wx');
    expect(valueOn((await browse('/')).page, 'clientId')).toBe(websiteApp.appid);
  });

  it('escape what was entered', async () => {
    const fields = { clientId: '"><script>alert(1)</script>', clientSecret: '</p>' };

    expect((await post('/settings', fields)).page).not.toContain('<script>alert');
  });

  it.each([
    ['website', websiteApp, '/open-in-computer.html'],
    ['both', websiteApp, '/open-in-wechat.html'],
    ['test', testAccount, '/open-in-wechat.html'],
  ] as const)('can be those for another way: %s', async (offer, { appid }, fallback) => {
    const { page } = await post('/offer', { offer });

    expect(page).toMatch(new RegExp(`<option value="${offer}" selected`));
    expect(valueOn(page, 'clientId')).toBe(appid);
    expect(valueOn(page, 'fallbackUrl')).toBe(origin + fallback);
  });
});

describe('the sign-in', () => {
  it.each([
    ['en', 'Continue with WeChat', 'ltr'],
    ['zh-CN', '微信', 'ltr'],
    ['fa-IR', 'وی‌چت', 'rtl'],
  ])('speaks %s', async (language, words, direction) => {
    const { page } = await post('/language', { language });

    expect(page).toContain(`lang="${language}" dir="${direction}"`);
    expect(page).toContain(words);
  });

  it('opens the authorization URL at the simulated WeChat', async () => {
    const { page } = await browse('/');
    const [, shown] = /https:\/\/open\.weixin\.qq\.com([^<]+)</.exec(page) ?? [];
    const scope = 'snsapi_login';
    const { path } = await post('/sign-in', { ...settings, scope, state: valueOn(page, 'state') });

    expect(path).toBe(shown?.replaceAll('&amp;', '&'));
  });

  it('goes by the place where the page is open', async () => {
    const open = async (client: string) => {
      const { path } = await post('/sign-in', {
        ...settings,
        signInWith: 'both',
        serviceAccountClientId: serviceAccount.appid,
        serviceAccountClientSecret: serviceAccount.secret,
        fallbackUrl: `${origin}/open-in-wechat.html`,
        client,
      });

      return path.replace(/\?.*/, '');
    };

    await expect(open('thisBrowser')).resolves.toBe('/connect/qrconnect');
    await expect(open('insideWechat')).resolves.toBe('/connect/oauth2/authorize');

    await expect(open('phone')).resolves.toBe('/open-in-wechat.html');

    browserHeaders = { 'user-agent': wechatUserAgent };
    await expect(open('thisBrowser')).resolves.toBe('/connect/oauth2/authorize');
  });

  it('uses what was entered and not saved, unless it is wrong', async () => {
    expect((await signIn({ clientSecret: 'wrong' })).page).toContain('Check the Client Secret');
    expect(valueOn((await browse('/')).page, 'clientSecret')).toBe('wrong');
    expect((await post('/sign-in', { ...settings, clientSecret: '' })).status).toBe(422);
  });

  it('shows the user and the requests, with secrets masked', async () => {
    const { page } = await signIn();

    expect(page).toContain('<h1>Signed in</h1>');
    expect(page).toContain('小明 🌈');
    expect(page).toContain('https://thirdwx.qlogo.cn/mmopen/vi_32/ming/132');
    expect(page).toContain('src="/mmopen/vi_32/ming/132"');
    expect(page).toContain('https://api.weixin.qq.com/sns/oauth2/access_token');
    expect(page).toContain('https://api.weixin.qq.com/sns/userinfo');
    expect(page).toMatch(/secret=\*{3}\ncode=\*{3}\n/);
    expect(page).toContain('access_token=***');
    expect(page).not.toContain(websiteApp.secret);
    expect(page).not.toMatch(token);

    const picture = await browse('/mmopen/vi_32/ming/132');

    expect(picture.headers.get('content-type')).toBe('image/svg+xml');
    expect(picture.page).toContain('小');
    expect((await signIn({ person: 'lan' })).page).not.toContain('alt="Avatar"');
  });

  it('takes no choice that it does not offer', async () => {
    await post('/language', { language: 'constructor' });

    const { page } = await signIn({ person: 'constructor', fault: 'constructor' });

    expect(page).toContain('<h1>Signed in</h1>');
    expect(page).toContain('小明 🌈');
    expect((await browse('/')).page).toContain('Continue with WeChat');
  });

  it('takes a code once', async () => {
    const signedIn = await signIn();
    const { page } = await post('/again', { state: valueOn(signedIn.page, 'state') });

    expect(page).toContain('<h1>Not signed in</h1>');
    expect(page).toContain('<code>connector.social_auth_code_invalid</code>');
    expect(page).toContain('<code>401</code>');
    expect(page).toContain('Unable to get access token, please check authorization code.');
    expect(page).toContain('code been used');
  });

  it('turns away a state that it did not give', async () => {
    const { status, page } = await browse('/callback/wechat-website?code=0&state=made-up');

    expect(status).toBe(400);
    expect(page).toContain('<h1>Not signed in</h1>');
    expect((await post('/refresh', { state: 'made-up' })).status).toBe(400);
  });

  it('shows a request that went nowhere', async () => {
    const { page } = await signIn({ fault: 'apiHostDown' });

    expect(page).toContain('<h1>Signed in</h1>');
    expect(page).toContain('ECONNREFUSED');
    expect(page).toContain('https://api2.weixin.qq.com/sns/userinfo');
  });

  it('breaks connections that were kept from before, and lets new ones through after', async () => {
    await signIn();
    expect((await signIn({ fault: 'refused' })).page).toContain('<code>connector.general</code>');
    expect((await signIn()).page).toContain('<h1>Signed in</h1>');
  });

  it.each([
    ['a defect', new TypeError('<b>'), ['Internal server error.', 'This is a defect', '>500<']],
    [
      'an errcode that WeChat alone can explain',
      new ConnectorError(ConnectorErrorCodes.General, { errcode: 48001 }),
      ['Look the errcode up', 'connector.general'],
    ],
  ])('says what to do about %s', async (_, error, words) => {
    const createConnector: ConnectorFactory['createConnector'] = async (options) => ({
      ...(await connector.createConnector(options)),
      getTokenResponseAndUserInfo: async () => Promise.reject(error),
    });

    playground = createPlayground({ ...connector, createConnector }, wechat);

    const { page } = await signIn();

    for (const word of words) {
      expect(page).toContain(word);
    }
  });
});

describe('the tokens', () => {
  const fingerprintsOn = (page: string) =>
    [...page.matchAll(/SHA-256 (\w+)/g)].map(([, hash = '']) => hash);

  it('are refreshed, and never shown', async () => {
    const { page: signedIn } = await signIn();
    const { page: refreshed } = await refresh(signedIn);

    expect(refreshed).toContain('<h1>Refreshed</h1>');
    expect(refreshed).toContain('https://api.weixin.qq.com/sns/oauth2/refresh_token');
    expect(refreshed).toContain('expires_in&quot;: 7200');
    expect(fingerprintsOn(signedIn)).toHaveLength(2);
    expect(fingerprintsOn(refreshed)).toHaveLength(2);
    expect(fingerprintsOn(refreshed)).not.toEqual(fingerprintsOn(signedIn));
    expect(signedIn + refreshed).not.toMatch(token);
  });

  it('keep the refresh token if WeChat gives no other', async () => {
    const { page: signedIn } = await signIn({ fault: 'noRefreshToken' });
    const { page: refreshed } = await refresh(signedIn);

    expect(fingerprintsOn(refreshed)[1]).toBe(fingerprintsOn(signedIn)[1]);
    expect((await refresh(refreshed)).page).toContain('<h1>Refreshed</h1>');
  });
});

describe('try this', () => {
  const advices: Record<string, string> = {
    refused: 'Check that Logto’s server reaches api.weixin.qq.com',
    busy: 'Wait, then let the user sign in again.',
    http503: 'Wait, then let the user sign in again.',
    snapshot: 'Let users press a button before they are sent to WeChat.',
    dailyQuota: 'WeChat counts an application’s calls by the minute and by the day.',
  };

  it.each(
    Object.values(examples)
      .flat()
      .map((example) => [example.id, example] as const)
  )('%s', async (id, { isDenied, isSilent, stopsAt, error, isRefreshed }) => {
    expect((await browse('/')).page).toContain(`value="${id}"`);

    const tried = await post('/try', { example: id });

    if (stopsAt) {
      expect(tried.page).toContain(stopsAt);

      return;
    }

    const { page } = isSilent ? tried : await answer(tried, isDenied ? 'deny' : 'allow');

    if (error) {
      expect(page).toContain(`<code>connector.${error}</code>`);
      expect(page.includes('None was made.')).toBe(isDenied ?? false);
      expect(page).toContain(advices[id] ?? 'What an admin should do');
    } else {
      expect(page).toContain('<h1>Signed in</h1>');
    }

    if (isRefreshed) {
      expect((await refresh(page)).page).toContain('<h1>Refreshed</h1>');
    }
  });

  it('leaves nothing of one example to the next', async () => {
    await post('/try', { example: 'dailyQuota' });

    const { page } = await answer(await post('/try', { example: 'healthy' }));

    expect(page).toContain('<h1>Signed in</h1>');
  });
});

describe('the playground’s own language', () => {
  it.each([
    ['zh-Hant-TW', 'zh-CN'],
    ['fr-FR,zh;q=0.5,en;q=0.3', 'zh-CN'],
    ['zh;q=0,en', 'en'],
    ['fr-FR, de;q=0.9', 'en'],
    ['zha', 'en'],
    ['', 'en'],
  ])('is, for a browser with “%s”, %s', async (accepted, language) => {
    browserHeaders = { 'accept-language': accepted };

    expect((await browse('/')).page).toContain(`<html lang="${language}">`);
  });

  it('is kept from other sites and from scripts, once it was switched', async () => {
    await post('/page-language', { language: 'en' });
    expect(browserHeaders.cookie).toContain('; HttpOnly; SameSite=Strict');
  });

  it('is English again if a cookie names none', async () => {
    browserHeaders = { cookie: 'playground-language=constructor' };
    expect((await browse('/')).page).toContain('<html lang="en">');
  });

  it('is that of the sign-in page too, until another is chosen there', async () => {
    browserHeaders = { 'accept-language': 'zh-CN' };

    const { path, page } = await signIn({ fault: 'http429' });

    expect(page).toContain('<h1>登录失败</h1>');
    expect(page).toContain('管理员该怎么办');
    expect(page).toMatch(/<blockquote lang="zh-CN" dir="ltr">\s*触发速率限制。请稍后再试。/);
    expect(page).toContain('<code>429</code>');

    // Logto has its sentences in fewer languages.
    await post('/language', { language: 'cs' });
    expect((await browse(path)).page).toMatch(
      /<blockquote lang="cs" dir="ltr">\s*Trigger rate limit\. Please try again later\./
    );
  });
});

describe('who may ask', () => {
  it.each([
    ['http://evil.example:3456/', 403],
    ['http://127.0.0.1.evil.example/', 403],
    ['http://192.168.0.1:3456/', 403],
    ['http://127.0.0.1:8080/', 200],
  ])('%s gets %i', async (url, status) => {
    expect((await playground.request(url)).status).toBe(status);
  });

  it('is sent from localhost to the one address that the apps know', async () => {
    const { headers } = await playground.request('http://localhost:3456/?saved');

    expect(headers.get('location')).toBe(`${origin}/?saved`);
  });

  it.each([
    ['a form on another site', 'https://evil.example', 'application/x-www-form-urlencoded'],
    ['another site’s report', 'https://evil.example', 'application/csp-report'],
    ['a site that hides', 'null', 'application/reports+json'],
    ['a browser that hides it', undefined, 'application/csp-report'],
  ])('is not %s', async (_, from, type) => {
    const headers = { 'content-type': type, ...(from && { origin: from }) };

    await signIn({ person: 'lan' });

    for (const path of ['/settings', '/sign-in', '/offer', '/connect/scan']) {
      expect((await browse(path, { method: 'POST', headers, body: 'clientId=wx' })).status).toBe(
        403
      );
    }

    expect(wechat.choices.person).toBe('lan');
    expect(valueOn((await browse('/')).page, 'clientId')).toBe(websiteApp.appid);
  });

  it('sends no body that is larger than any form’s', async () => {
    expect((await post('/settings', { clientId: 'a'.repeat(64 * 1024) })).status).toBe(413);
  });

  it.each(['wechat', 'computer'])(
    'gets the operator’s page with its own policy alone, to open in: %s',
    async (place) => {
      const { headers, page } = await browse(`/open-in-${place}.html`);

      expect(headers.get('content-security-policy')).toBeNull();
      expect(page).toContain(`<html lang="zh-CN" data-open-in="${place}">`);
    }
  );

  it('gets pages that run and load nothing from elsewhere', async () => {
    const { headers } = await browse('/');

    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(headers.get('cache-control')).toBe('no-store');
  });
});
