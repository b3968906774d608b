import { ConnectorError, ConnectorErrorCodes, type SocialConnector } from '@logto/connector-kit';
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
  loginOnlyApp,
  serviceAccount,
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
  browserHeaders = {};
  ({ wechat, pages: playground, close: closeWechat } = await startPlayground(connector));
});

afterEach(async () => {
  await closeWechat();
});

/** The connector with some functions replaced. */
const useConnector = (functions: Partial<SocialConnector>) => {
  const factory: ConnectorFactory = {
    ...connector,
    createConnector: async (options) => ({
      ...(await connector.createConnector(options)),
      ...functions,
    }),
  };

  playground = createPlayground(factory, wechat);
};

const get = async (path: string) =>
  playground.request(new URL(path, origin).href, { headers: browserHeaders });

const locationOf = (response: Response) => response.headers.get('location') ?? '';

/** Goes on to the outcome if there is one. */
const follow = async (response: Response) =>
  locationOf(response).startsWith('/outcome') ? get(locationOf(response)) : response;

const getText = async (path: string) => (await follow(await get(path))).text();

const post = async (path: string, fields: Record<string, string> = {}, from = origin) =>
  playground.request(`${origin}${path}`, {
    method: 'POST',
    headers: { ...browserHeaders, origin: from },
    body: new URLSearchParams(fields),
  });

/** One of the simulated WeChat's: shorter ones may be part of a `state` by chance. */
const token = /98_[\w-]{64}/;

const valueOn = (page: string, name: string) =>
  new RegExp(`name="${name}"\\s+value="([^"]*)"`).exec(page)?.[1] ?? '';

/** From WeChat's page that asks the person, to the outcome. */
const answer = async (confirmUrl: string, answer: string) => {
  const uuid = valueOn(await getText(confirmUrl), 'uuid');

  return locationOf(await post('/connect/confirm', { uuid, answer }));
};

const settings = { clientId: websiteApp.appid, clientSecret: websiteApp.secret };

const signIn = async (changes: Record<string, string> = {}) => {
  const state = valueOn(await getText('/'), 'state');
  const qrPage = locationOf(
    await post('/sign-in', { ...settings, state, person: 'ming', fault: 'none', ...changes })
  );
  const page = await getText(qrPage);
  const fields = { uuid: valueOn(page, 'uuid'), person: valueOn(page, 'person') };

  return answer(locationOf(await post('/connect/scan', fields)), 'allow');
};

const refresh = async (page: string) =>
  (await follow(await post('/refresh', { state: valueOn(page, 'state') }))).text();

describe('the settings', () => {
  it('are the fields of the connector', async () => {
    const page = await getText('/');

    for (const { key, label, description = '' } of connector.metadata.formItems ?? []) {
      expect(page).toContain(`name="${key}"`);
      expect(page).toContain(label);
      expect(page).toContain(description);
    }

    expect(page).toMatch(/type="password"\s+name="clientSecret"/);
  });

  it('are used once they are saved', async () => {
    const saved = await post('/settings', {
      clientId: ' wx-new ',
      clientSecret: 'new',
      scope: 'snsapi_base',
      lang: 'en',
    });

    expect(locationOf(saved)).toBe('/?saved');

    const page = await getText('/?saved');

    expect(page).toContain('Saved.');
    expect(page).toMatch(
      /https:\/\/open\.weixin\.qq\.com\/connect\/qrconnect\?appid=wx-new&amp;redirect_uri=http%3A%2F%2F127\.0\.0\.1%3A3456%2Fcallback%2Fwechat-website&amp;response_type=code&amp;scope=snsapi_base&amp;state=[\w-]+&amp;lang=en</
    );
  });

  it('are refused with the reason beside the field', async () => {
    const response = await post('/settings', { clientId: 'wx', clientSecret: ' ', lang: 'fr' });
    const page = await response.text();

    expect(response.status).toBe(422);
    expect(page).toMatch(
      /id="setting-clientSecret"\s+lang="en"\s+aria-describedby="setting-clientSecret-hint setting-clientSecret-error"\s+aria-required="true"\s+aria-invalid="true"/
    );
    expect(page).toContain('id="setting-clientSecret-error" lang="en">Client Secret is required<');
    expect(page).toContain('id="setting-lang-error" lang="en">Page language must be cn or en<');
    expect(page).not.toContain('setting-clientId-error');
    // What was entered stays in the form; what was stored stays in use.
    expect(valueOn(page, 'clientId')).toBe('wx');
    expect(valueOn(await getText('/'), 'clientId')).toBe(websiteApp.appid);
  });

  it('escape what was entered', async () => {
    await post('/settings', { clientId: '"><script>alert(1)</script>', clientSecret: '</p>' });

    expect(await getText('/')).not.toContain('<script>alert');
  });

  it('can be those of another app', async () => {
    const { appid } = loginOnlyApp;

    await post('/app', { appid });

    const page = await getText('/');

    expect(valueOn(page, 'clientId')).toBe(appid);
    expect(page).toContain(`qrconnect?appid=${appid}&amp;`);
  });

  it('hide a field until another one calls for it', async () => {
    const isHidden = /data-show-if="[^"]*isInAppSignInEnabled[^"]*"\s+hidden/;

    expect(await getText('/')).toMatch(isHidden);
    await post('/settings', {
      ...settings,
      isInAppSignInEnabled: 'on',
      officialAccountClientId: serviceAccount.appid,
      officialAccountClientSecret: serviceAccount.secret,
    });
    expect(await getText('/')).not.toMatch(isHidden);
  });
});

describe('the sign-in', () => {
  it.each([
    ['en', 'Continue with WeChat', 'ltr'],
    ['zh-CN', '微信', 'ltr'],
    ['fa-IR', 'وی‌چت', 'rtl'],
  ])('speaks %s', async (language, words, direction) => {
    await post('/language', { language });

    const page = await getText('/');

    expect(page).toContain(`lang="${language}" dir="${direction}"`);
    expect(page).toContain(words);
  });

  it('offers every language of the metadata', async () => {
    const page = await getText('/');

    for (const language of Object.keys(connector.metadata.name)) {
      expect(page).toContain(`<option value="${language}"`);
    }
  });

  it('opens the authorization URL at the simulated WeChat', async () => {
    const page = await getText('/');
    const shown = /https:\/\/open\.weixin\.qq\.com([^<]+)</
      .exec(page)?.[1]
      ?.replaceAll('&amp;', '&');
    const response = await post('/sign-in', {
      ...settings,
      scope: 'snsapi_userinfo',
      state: valueOn(page, 'state'),
    });

    expect(response.status).toBe(303);
    expect(locationOf(response)).toBe(shown);
  });

  it('uses what was entered and not saved', async () => {
    const page = await getText(await signIn({ clientSecret: 'wrong' }));

    expect(page).toContain('Check the Client Secret');
    expect(valueOn(await getText('/'), 'clientSecret')).toBe('wrong');

    const refused = await post('/sign-in', { ...settings, clientSecret: '' });

    expect(refused.status).toBe(422);
    await expect(refused.text()).resolves.toContain('Client Secret is required<');
  });

  it('shows the user and the requests, with secrets masked', async () => {
    const callback = await signIn();
    const page = await getText(callback);
    const code = new URL(callback).searchParams.get('code') ?? 'none';

    expect(page).toContain('<h1>Signed in</h1>');
    expect(page).toContain('小明 🌈');
    expect(page).toContain('https://thirdwx.qlogo.cn/mmopen/vi_32/ming/132');
    expect(page).toContain('src="/mmopen/vi_32/ming/132"');
    expect(page).toContain('https://api.weixin.qq.com/sns/oauth2/access_token');
    expect(page).toContain('https://api.weixin.qq.com/sns/userinfo');
    expect(page).toContain('secret=***');
    expect(page).toContain('access_token=***');
    expect(page).not.toContain(websiteApp.secret);
    expect(page).not.toContain(code);
    expect(page).not.toMatch(token);
    expect((await get('/mmopen/vi_32/ming/132')).headers.get('content-type')).toBe('image/svg+xml');
  });

  it('does without an avatar', async () => {
    const page = await getText(await signIn({ person: 'lan' }));

    expect(page).toContain('阿兰');
    expect(page).toContain('no avatar');
    expect(page).not.toContain('alt="Avatar"');
  });

  it('takes no choice that it does not offer', async () => {
    await post('/language', { language: 'constructor' });

    const page = await getText(await signIn({ person: 'constructor', fault: 'constructor' }));

    expect(page).toContain('<h1>Signed in</h1>');
    expect(page).toContain('小明 🌈');
    expect(await getText('/')).toContain('Continue with WeChat');
  });

  it('takes a code once', async () => {
    const callback = await signIn();

    const signedIn = await getText(callback);
    const again = await post('/again', { state: valueOn(signedIn, 'state') });
    const page = await (await follow(again)).text();

    expect(page).toContain('<h1>Not signed in</h1>');
    expect(page).toContain('social_auth_code_invalid');
    expect(page).toContain('Unable to get access token, please check authorization code.');
    expect(page).toContain('code been used');
  });

  it('turns away a state that it did not give', async () => {
    const response = await follow(await get('/callback/wechat-website?code=0&state=made-up'));

    expect(response.status).toBe(400);
    await expect(response.text()).resolves.toContain('<h1>Not signed in</h1>');
  });

  it('shows a request that went nowhere', async () => {
    const page = await getText(await signIn({ fault: 'apiHostDown' }));

    expect(page).toContain('<h1>Signed in</h1>');
    expect(page).toContain('ECONNREFUSED');
    expect(page).toContain('https://api2.weixin.qq.com/sns/userinfo');
  });

  it('breaks connections that were kept from before, and lets new ones through after', async () => {
    await getText(await signIn());
    expect(await getText(await signIn({ fault: 'refused' }))).toContain(
      '<code>connector.general</code>'
    );
    expect(await getText(await signIn())).toContain('<h1>Signed in</h1>');
  });

  it('calls what is no ConnectorError a defect', async () => {
    useConnector({
      getTokenResponseAndUserInfo: async () => {
        throw new TypeError('<b>');
      },
    });

    const page = await getText(await signIn());

    expect(page).toContain('Internal server error.');
    expect(page).toContain('This is a defect of the connector');
    expect(page).toContain('<code>500</code>');
  });

  it('hands the session on', async () => {
    useConnector({
      getAuthorizationUri: async ({ state }, setSession) => {
        await setSession({ nonce: 'kept' });

        return `https://open.weixin.qq.com/connect/qrconnect?state=${state}`;
      },
      getTokenResponseAndUserInfo: async (_, getSession) => {
        throw new ConnectorError(ConnectorErrorCodes.General, await getSession());
      },
    });

    const state = valueOn(await getText('/'), 'state');

    expect(await getText(`/callback/wechat-website?state=${state}`)).toContain(
      'Error occurred in connector: {&quot;nonce&quot;:&quot;kept&quot;}'
    );
  });

  it('says what an errcode is that WeChat alone can explain', async () => {
    useConnector({
      getTokenResponseAndUserInfo: async () => {
        throw new ConnectorError(ConnectorErrorCodes.General, { errcode: 48001 });
      },
    });

    expect(await getText(await signIn())).toContain('Look the errcode up');
  });
});

describe('the tokens', () => {
  const fingerprintsOn = (page: string) =>
    [...page.matchAll(/SHA-256 (\w+)/g)].map(([, hash = '']) => hash);

  it('are refreshed, and never shown', async () => {
    const signedIn = await getText(await signIn());
    const refreshed = await refresh(signedIn);

    expect(refreshed).toContain('<h1>Refreshed</h1>');
    expect(refreshed).toContain('https://api.weixin.qq.com/sns/oauth2/refresh_token');
    expect(refreshed).toContain('expires_in&quot;: 7200');
    expect(fingerprintsOn(signedIn)).toHaveLength(2);
    expect(fingerprintsOn(refreshed)).toHaveLength(2);
    expect(fingerprintsOn(refreshed)).not.toEqual(fingerprintsOn(signedIn));
    expect(signedIn + refreshed).not.toMatch(token);
  });

  it('keep the refresh token if WeChat gives no other', async () => {
    const signedIn = await getText(await signIn({ fault: 'noRefreshToken' }));
    const refreshed = await refresh(signedIn);
    const [accessToken, refreshToken] = fingerprintsOn(signedIn);

    expect(fingerprintsOn(refreshed)).toEqual([
      expect.not.stringMatching(accessToken ?? ''),
      refreshToken,
    ]);
    await expect(refresh(refreshed)).resolves.toContain('<h1>Refreshed</h1>');
  });

  it('of an unknown sign-in are not refreshed', async () => {
    expect((await follow(await post('/refresh', { state: 'unknown' }))).status).toBe(400);
  });
});

it('goes by the place where the page is open', async () => {
  const inAppSettings = {
    ...settings,
    isInAppSignInEnabled: 'on',
    officialAccountClientId: serviceAccount.appid,
    officialAccountClientSecret: serviceAccount.secret,
  };
  const open = async (client: string) =>
    locationOf(await post('/sign-in', { ...inAppSettings, client }));

  await expect(open('thisBrowser')).resolves.toMatch(/^\/connect\/qrconnect\?/);
  await expect(open('insideWechat')).resolves.toMatch(/^\/connect\/oauth2\/authorize\?/);

  browserHeaders = { 'user-agent': wechatUserAgent };
  await expect(open('thisBrowser')).resolves.toMatch(/^\/connect\/oauth2\/authorize\?/);
});

describe('try this', () => {
  const statuses: Record<string, number> = {
    authorization_failed: 401,
    social_auth_code_invalid: 401,
    social_invalid_access_token: 401,
    rate_limit_exceeded: 429,
    invalid_config: 400,
    invalid_response: 400,
    general: 400,
  };

  const tryOut = async (example: string, reply = 'allow') =>
    getText(await answer(locationOf(await post('/try', { example })), reply));

  it.each(
    Object.values(examples)
      .flat()
      .map((example) => [example.id, example] as const)
  )('%s', async (id, { isDenied, stopsAt, error, isRefreshed }) => {
    expect(await getText('/')).toContain(`value="${id}"`);

    if (stopsAt) {
      const tried = await post('/try', { example: id });

      expect(
        tried.status === 303 ? await getText(locationOf(tried)) : await tried.text()
      ).toContain(stopsAt);

      return;
    }

    const page = await tryOut(id, isDenied ? 'deny' : 'allow');

    if (!error) {
      expect(page).toContain('<h1>Signed in</h1>');

      if (isRefreshed) {
        await expect(refresh(page)).resolves.toContain('<h1>Refreshed</h1>');
      }

      return;
    }

    expect(page).toContain(`<code>connector.${error}</code>`);
    expect(page).toContain(`<code>${statuses[error]}</code>`);
    expect(page.includes('None was made.')).toBe(isDenied ?? false);
  });

  it.each([
    ['refused', 'Check that Logto’s server reaches api.weixin.qq.com'],
    ['busy', 'Wait, then let the user sign in again.'],
    ['http503', 'Wait, then let the user sign in again.'],
    ['snapshot', 'Let users press a button before they are sent to WeChat.'],
    ['dailyQuota', 'WeChat counts an application’s calls by the minute and by the day.'],
  ])('says of %s what an admin should do', async (id, advice) => {
    await expect(tryOut(id)).resolves.toContain(advice);
  });

  it('leaves nothing of one example to the next', async () => {
    await post('/try', { example: 'dailyQuota' });
    await expect(tryOut('healthy')).resolves.toContain('<h1>Signed in</h1>');
  });
});

describe('the playground’s own language', () => {
  it.each([
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    ['zh', 'zh-CN'],
    ['zh-Hant-TW', 'zh-CN'],
    ['fr-FR,zh;q=0.5,en;q=0.3', 'zh-CN'],
    ['en-GB,zh;q=0.9', 'en'],
    ['zh;q=0,en', 'en'],
    ['fr-FR, de;q=0.9', 'en'],
    ['zha', 'en'],
    ['', 'en'],
  ])('is, for a browser with “%s”, %s', async (accepted, language) => {
    browserHeaders = { 'accept-language': accepted };

    expect(await getText('/')).toContain(`<html lang="${language}">`);
  });

  it.each([
    ['en', 'zh-CN', '简体中文', '登录页的语言'],
    ['zh-CN', 'en', 'English', 'Who scans the code'],
  ])('can be switched from %s to %s, for good', async (from, to, name, words) => {
    browserHeaders = { 'accept-language': from };

    const [, value = '', lang, label] =
      /name="language" value="(.*?)" lang="(.*?)">\s*(.*?)\s*<\/button>/.exec(await getText('/')) ??
      [];

    expect([value, lang, label]).toEqual([to, to, name]);

    const switched = await post('/page-language', { language: value });
    const cookie = switched.headers.get('set-cookie') ?? '';

    expect(locationOf(switched)).toBe('/');
    expect(cookie).toContain('; HttpOnly; SameSite=Strict');
    browserHeaders.cookie = cookie.replace(/;.*/, '');

    const page = await getText('/');

    expect(page).toContain(`<html lang="${to}">`);
    expect(page).toContain(words);
  });

  it('is English again if a cookie names none', async () => {
    browserHeaders = { cookie: 'playground-language=constructor' };
    expect(await getText('/')).toContain('<html lang="en">');
  });

  it('is that of the sign-in page too, until another is chosen there', async () => {
    const inChinese = /<blockquote lang="zh-CN" dir="ltr">\s*触发速率限制。请稍后再试。/;

    browserHeaders = { 'accept-language': 'zh-CN' };

    const callback = await signIn({ fault: 'http429' });
    const page = await getText(callback);

    expect(page).toContain('<h1>登录失败</h1>');
    expect(page).toContain('管理员该怎么办');
    expect(page).toMatch(inChinese);

    // Logto has its sentences in fewer languages.
    await post('/language', { language: 'cs' });
    await expect(getText(callback)).resolves.toMatch(
      /<blockquote lang="cs" dir="ltr">\s*Trigger rate limit\. Please try again later\./
    );
  });

  it('can be switched where the outcome stands, which stays as it is', async () => {
    const page = await getText(await signIn());
    const switched = await post('/page-language', {
      language: 'zh-CN',
      state: valueOn(page, 'state'),
    });

    browserHeaders = { cookie: switched.headers.get('set-cookie')?.replace(/;.*/, '') ?? '' };

    const inChinese = await (await follow(switched)).text();

    expect(inChinese).toContain('<h1>登录成功</h1>');
    expect(inChinese).toContain(/SHA-256 \w+/.exec(page)?.[0]);
  });

  it('is also that of a refusal', async () => {
    const headers = { 'accept-language': 'zh-CN' };
    const response = await playground.request('http://evil.example/', { headers });

    await expect(response.text()).resolves.toBe('试用页只能在本机通过 http://127.0.0.1 访问。');
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
    expect(locationOf(await playground.request('http://localhost:3456/?saved'))).toBe(
      `${origin}/?saved`
    );
  });

  it('is no form on another site', async () => {
    const settings = { clientId: 'wx', clientSecret: 'secret' };

    expect((await post('/settings', settings, 'https://evil.example')).status).toBe(403);
    expect(valueOn(await getText('/'), 'clientId')).toBe(websiteApp.appid);
  });

  it('sends no body that is larger than any form’s', async () => {
    let sent = 0;
    const body = new ReadableStream({
      pull: (controller) => {
        sent += 1000;
        controller.enqueue(new Uint8Array(1000));

        if (sent === 1_000_000) controller.close();
      },
    });
    const response = await playground.request(`${origin}/settings`, {
      method: 'POST',
      headers: { origin },
      body,
      duplex: 'half',
    });

    expect(response.status).toBe(413);
    expect(sent).toBeLessThan(70_000);
  });

  it('gets pages that run and load nothing from elsewhere', async () => {
    const { headers } = await get('/');

    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect((await get('/assets/page.css')).headers.get('content-type')).toMatch(/^text\/css/);
    expect((await get('/assets/page.js')).headers.get('content-type')).toMatch(/^text\/javascript/);
  });
});
