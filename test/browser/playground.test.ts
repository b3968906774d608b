import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';

import { launchChromium } from '../../playground/chromium.js';
import {
  type ConnectorFactory,
  installConnector,
  loadConnector,
} from '../../playground/logto/install.js';
import { serveHttp } from '../../playground/network/serve.js';
import { createPlayground } from '../../playground/web/server.js';
import { startSimulated } from '../../playground/web/simulated.js';
import { officialAccount } from '../../playground/wechat/registry.js';
import { wechatUserAgent } from '../../playground/wechat/visitor.js';
import { en } from '../../playground/words/en.js';
import { zhCN } from '../../playground/words/zh-CN.js';

let browser: Browser;
let connector: ConnectorFactory;

/** Of the test that runs. */
let page: Page;
let home: string;
let complaints: string[];
/** Undone after each test, last first. */
let cleanUps: (() => unknown)[];

beforeAll(async () => {
  browser = await launchChromium();
  connector = await loadConnector(await installConnector(inject('tarball')));
});

afterAll(async () => {
  await browser.close();
});

const open = async (options: BrowserContextOptions = {}) => {
  const simulated = await startSimulated();
  const { port, close } = await serveHttp(createPlayground(connector, simulated), 0);
  const context = await browser.newContext(options);

  cleanUps.push(simulated.close, close, async () => context.close());
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  home = `http://127.0.0.1:${port}/`;

  page.on('request', (request) => {
    if (!/^(?:http:\/\/127\.0\.0\.1|data):/.test(request.url())) {
      complaints.push(`asked for ${request.url()}`);
    }
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // Chromium also reports every page with a status from 400.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      complaints.push(message.text());
    }
  });

  await page.goto(home);
};

beforeEach(() => {
  cleanUps = [];
  complaints = [];
});

afterEach(async () => {
  for (const cleanUp of cleanUps.reverse()) {
    await cleanUp();
  }

  // Neither a script that failed, nor a breach of the pages' own content policy, nor a way out.
  expect(complaints).toEqual([]);
});

const press = async (name: string | RegExp) => page.getByRole('button', { name }).click();

const title = async () => page.getByRole('heading', { level: 1 }).textContent();

const text = async () => page.locator('main').innerText();

/** Scans the QR code and answers, on the phone beside it. */
const answer = async (name: '允许' | '拒绝' | 'Allow' | 'Deny') => {
  await press(/^(?:扫一扫|Scan)$/);
  await press(name);
};

const signIn = async () => {
  await press('Continue with WeChat');
  await answer('允许');
};

it('signs somebody in', async () => {
  await open();
  await signIn();

  expect(await title()).toBe('Signed in');
  expect(new URL(page.url()).pathname).toBe('/callback/wechat-website');

  // Rejects unless the picture is there.
  await page.evaluate('document.querySelector("img[alt=Avatar]").decode()');
  expect(await text()).toContain('小明 🌈');
  expect(await text()).toContain('"nickname": "小明 🌈"');
  expect(await page.locator('.requests > li').count()).toBe(2);
  expect(await text()).toContain('secret=***');

  await page.getByRole('link', { name: 'Back to the playground' }).click();
  expect(page.url()).toBe(home);
});

it('tells of a refusal', async () => {
  await open();
  await press('Continue with WeChat');
  await answer('拒绝');

  expect(await title()).toBe('Not signed in');
  expect(await text()).toContain("The user's authorization process is unsuccessful.");
  expect(await text()).toContain('authorization_failed');
  expect(await text()).toContain('401');
  expect(await text()).toContain('None was made.');
});

it('tells of a wrong secret', async () => {
  await open();
  await page.locator('[name="clientSecret"]').fill('wrong');
  await press('Save');
  expect(await page.getByRole('status').textContent()).toBe('Saved.');
  await signIn();

  expect(await text()).toContain('connector.invalid_config');
  expect(await text()).toContain('Check the Client Secret');
});

it('leads from a scope that was not granted to its mend', async () => {
  await open();
  await page
    .getByLabel('Take App ID and secret of')
    .selectOption({ label: '新网站: website · snsapi_login' });
  await press('Fill in');
  await press('Continue with WeChat');
  expect(await title()).toBe('Scope 参数错误或没有 Scope 权限');

  await page.getByRole('link', { name: 'Back to' }).click();
  await page.getByLabel('Scope').selectOption('snsapi_login');
  await press('Save');
  await signIn();
  expect(await title()).toBe('Signed in');
});

it('tells of a code that was used before', async () => {
  await open();
  await signIn();
  expect(await title()).toBe('Signed in');
  await page.reload();

  expect(await title()).toBe('Not signed in');
  expect(await text()).toContain('social_auth_code_invalid');
  expect(await text()).toContain('code been used');
});

it('does without an avatar', async () => {
  await open();
  await page.getByLabel('Who scans the code').selectOption('lan');
  await signIn();

  expect(await title()).toBe('Signed in');
  expect(await text()).toContain('阿兰');
  expect(await text()).toContain('no avatar');
  expect(await page.getByRole('img', { name: 'Avatar' }).count()).toBe(0);
});

it('shows WeChat’s page in Chinese and in English', async () => {
  await open();
  await press('Continue with WeChat');
  expect(await title()).toBe('微信登录');
  expect(await page.getByRole('img', { name: 'QR code' }).isVisible()).toBe(true);

  await page.goto(home);
  await page.getByLabel('Page language').selectOption('en');
  await press('Save');
  await press('Continue with WeChat');
  expect(await title()).toBe('WeChat Login');
  await answer('Allow');
  expect(await title()).toBe('Signed in');
});

it('shows the sign-in in the language that is chosen', async () => {
  await open();

  for (const [language, name, direction] of [
    ['zh-CN', /微信/, 'ltr'],
    ['ar', /ويتشات/, 'rtl'],
    ['en', /^Continue with WeChat$/, 'ltr'],
  ] as const) {
    await page.getByLabel('Language', { exact: true }).selectOption(language);
    await press('Switch language');

    const button = page.getByRole('button', { name });

    expect(await button.isVisible()).toBe(true);
    expect(
      await page.evaluate('getComputedStyle(document.querySelector("button.social")).direction')
    ).toBe(direction);
  }
});

it('says beside a field what is wrong with it', async () => {
  await open();

  const secret = page.locator('[name="clientSecret"]');

  await secret.fill('  ');
  await press('Save');

  expect(await page.getByRole('alert').innerText()).toContain('Not saved.');
  expect(await secret.getAttribute('aria-invalid')).toBe('true');
  expect(await page.evaluate('document.activeElement.name')).toBe('clientSecret');
  expect(
    await page.evaluate(
      `document.activeElement.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id).textContent)`
    )
  ).toContain('Client Secret is required');
});

it('hides a secret until it is asked for', async () => {
  await open();

  const secret = page.locator('[name="clientSecret"]');
  const show = page.getByRole('button', { name: 'Show Client Secret' });

  expect(await secret.getAttribute('type')).toBe('password');
  await show.click();
  expect(await secret.getAttribute('type')).toBe('text');
  expect(await show.getAttribute('aria-pressed')).toBe('true');
  await show.click();
  expect(await secret.getAttribute('type')).toBe('password');
});

it('shows a field when another one calls for it', async () => {
  await open();

  const inside = page.getByRole('switch', { name: 'Sign in inside the WeChat app' });
  const appId = page.getByLabel('Service account App ID');

  expect(await appId.isVisible()).toBe(false);
  await inside.check();
  expect(await appId.isVisible()).toBe(true);
  await inside.uncheck();
  expect(await appId.isVisible()).toBe(false);
});

it.each([
  ['en-US', 'light', en],
  ['en-US', 'dark', en],
  ['zh-CN', 'light', zhCN],
] as const)('fits a phone, in %s, in %s colors', async (locale, colorScheme, words) => {
  await open({ locale, viewport: { width: 360, height: 740 }, colorScheme });

  const expectFit = async () => {
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    expect(await page.evaluate('matchMedia("(prefers-color-scheme: dark)").matches')).toBe(
      colorScheme === 'dark'
    );
    // Fields scroll; whatever else is wider than its place is cut off.
    expect(
      await page.evaluate(
        `[...document.querySelectorAll('body :not(input, select, option, svg *)')]
          .filter((element) => {
            const { right } = element.getBoundingClientRect();
            const isBlock = getComputedStyle(element).display !== 'inline';

            return right > 360 || (isBlock && element.scrollWidth > element.clientWidth);
          })
          .map(({ outerHTML }) => outerHTML)`
      )
    ).toEqual([]);
  };

  await expectFit();
  await press('Continue with WeChat');
  await expectFit();
  await press('扫一扫');
  await expectFit();
  await press('允许');
  expect(await title()).toBe(words.outcome.signedIn);
  await expectFit();
  await page.reload();
  expect(await title()).toBe(words.outcome.notSignedIn);
  await expectFit();

  await page.goto(home);
  await page.getByText(words.examples.titles.blankSecret).click();
  expect(await page.getByRole('alert').innerText()).toBe(words.settings.notSaved);
  await expectFit();

  await page.goto(home);
  await page.getByText(words.examples.titles.wrongScope).click();
  expect(await title()).toBe('Scope 参数错误或没有 Scope 权限');
  await expectFit();
});

it('speaks the browser’s language until another one is chosen', async () => {
  const lang = async () => page.locator('html').getAttribute('lang');

  await open({ locale: 'zh-CN' });
  expect(await lang()).toBe('zh-CN');
  expect(await title()).toBe('接入 Logto 之前，先试试微信登录');
  expect(await page.getByLabel('Client ID').getAttribute('lang')).toBe('en');

  // The sign-in page has a language of its own.
  await signIn();
  expect(await lang()).toBe('zh-CN');
  expect(await title()).toBe('登录成功');
  expect(await text()).toContain('发给微信的请求');

  await page.getByRole('link', { name: '返回试用页' }).click();
  await page.getByRole('button', { name: 'English', exact: true }).click();
  expect(await lang()).toBe('en');
  expect(await title()).toBe('Sign in with WeChat, before Logto does');

  await press('Continue with WeChat');
  await answer('拒绝');
  expect(await lang()).toBe('en');
  expect(await title()).toBe('Not signed in');
  expect(await text()).toContain('What an admin should do');

  await page.getByRole('link', { name: 'Back to the playground' }).click();
  await press('简体中文');
  expect(await lang()).toBe('zh-CN');
});

it('speaks English to a browser whose language it does not have', async () => {
  await open({ locale: 'fr-FR' });

  expect(await page.locator('html').getAttribute('lang')).toBe('en');
  expect(await title()).toBe('Sign in with WeChat, before Logto does');
});

it('needs no mouse', async () => {
  await open();

  /** Moves on to a control, which then shows that it has the focus. */
  const tabTo = async (name: string) => {
    for (let presses = 0; presses < 30; presses += 1) {
      await page.keyboard.press('Tab');

      const focused = await page.evaluate(
        `(() => { const { activeElement: element } = document; return { name: element.name || element.innerText, outline: getComputedStyle(element).outlineStyle }; })()`
      );

      if ((focused as { name: string }).name.trim() === name) {
        expect(focused).toMatchObject({ outline: 'solid' });

        return;
      }
    }

    throw new Error(`No Tab leads to ${name}`);
  };

  await tabTo('scope');
  await page.keyboard.press('ArrowDown');
  await tabTo('Save');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${home}?saved`);
  expect(await text()).toContain('scope=snsapi_login');

  await tabTo('Continue with WeChat');
  await page.keyboard.press('Enter');
  await page.waitForURL(/qrconnect/);
  await tabTo('扫一扫');
  await page.keyboard.press('Enter');
  await page.waitForURL(/confirm/);
  await tabTo('answer');
  await page.keyboard.press('Enter');
  await page.waitForURL(/callback/);
  expect(await title()).toBe('Signed in');
  await tabTo('Back to the playground');
  await page.keyboard.press('Enter');
  await page.waitForURL(home);
});

it('shows an error of the table in two clicks', async () => {
  await open();
  await press(/^Daily quota used up/);
  await press('允许');

  expect(await text()).toContain('rate_limit_exceeded');
  expect(await text()).toContain('429');
});

it('knows the same person in a browser and inside WeChat', async () => {
  const userId = async () => page.locator('.user code').textContent();
  const switchOn = async () => {
    await page.getByLabel('Sign in inside the WeChat app').check();
    await page.getByLabel('Service account App ID').fill(officialAccount.appid);
    await page.locator('[name="officialAccountClientSecret"]').fill(officialAccount.secret);
    await press('Save');
  };

  await open();
  await switchOn();
  await signIn();
  const onComputer = await userId();

  await open({ userAgent: wechatUserAgent, viewport: { width: 390, height: 844 } });
  await switchOn();
  await press('Continue with WeChat');
  expect(new URL(page.url()).pathname).toBe('/connect/oauth2/authorize');
  await press('允许');

  expect(await title()).toBe('Signed in');
  expect(await userId()).toBe(onComputer);
  expect(await text()).toContain(`appid=${officialAccount.appid}`);
});

it('turns a snapshot away', async () => {
  await open();
  await press(/^A page in snapshot mode/);
  await press('允许');

  expect(await title()).toBe('Not signed in');
  expect(await text()).toContain('connector.general');
  expect(await text()).toContain('请点击页面底部的“使用完整服务”，再重新登录。');
});

it('refreshes an access token', async () => {
  await open();
  await signIn();
  await press('Refresh the access token');

  expect(await title()).toBe('Refreshed');
  expect(await text()).toContain('/sns/oauth2/refresh_token');
  expect(await text()).toContain('"expires_in": 7200');
});
