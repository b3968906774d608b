import { readFile } from 'node:fs/promises';

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { launchChromium } from '../../playground/chromium.js';
import { violationsOn } from '../support/axe.js';

/**
 * The page that an operator puts on a server for those who cannot sign in where they are. Its
 * addresses are answered here, so that nothing leaves the browser.
 */
const address = 'https://shop.example/help/open-in-wechat.html';

let file: string;
let browser: Browser;

/** Of the test that runs. */
let page: Page;
let requests: string[];
let complaints: string[];

beforeAll(async () => {
  file = await readFile(new URL('../../docs/open-in-wechat.html', import.meta.url), 'utf8');
  browser = await launchChromium();
});

afterAll(async () => {
  await browser.close();
});

beforeEach(() => {
  requests = [];
  complaints = [];
});

afterEach(async () => {
  await page.context().close();

  // Neither a script that failed nor a breach of the page's own content policy.
  expect(complaints).toEqual([]);
});

/** Opens it on a phone, with the operator's two lines. */
const open = async (
  { openIn = 'wechat', link = '/', at = address } = {},
  options: BrowserContextOptions = {}
) => {
  const body = file
    .replace('data-open-in="wechat"', `data-open-in="${openIn}"`)
    .replace('<base href="/" />', `<base href="${link}" />`);
  const context = await browser.newContext({
    viewport: { width: 360, height: 640 },
    isMobile: true,
    hasTouch: true,
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  });

  // As a server that says nothing of the character set.
  await context.route('**', async (route) => route.fulfill({ contentType: 'text/html', body }));
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      complaints.push(message.text());
    }
  });
  await page.goto(at);
};

const copy = async () => page.getByRole('button', { name: '复制链接 Copy link' }).tap();

/** What the clipboard holds, once the page says that it has copied. */
const copied = async () => {
  await page.getByRole('status').getByText('已复制 Copied').waitFor();

  return page.evaluate('navigator.clipboard.readText()');
};

const wechat = '请在微信中打开 Open this in WeChat';
const computer = '请在电脑上打开 Open this on a computer';

describe('docs/open-in-wechat.html', () => {
  it.each([
    ['wechat', wechat, '文件传输助手', 'File Transfer'],
    ['computer', computer, '二维码', 'QR code'],
  ])('asks for %s in both languages, without a request', async (openIn, title, zh, en) => {
    await open({ openIn });
    await copy();

    expect(await page.getByRole('heading').allTextContents()).toEqual([title]);

    const text = page.locator('p').filter({ visible: true });

    expect(await text.nth(0).textContent()).toContain(zh);
    expect(await text.nth(1).textContent()).toContain(en);
    expect(await text.nth(1).getAttribute('lang')).toBe('en');
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    expect(requests).toEqual([address]);
  });

  it.each([
    ['/', 'https://shop.example/'],
    ['/account?from=wechat#/orders', 'https://shop.example/account?from=wechat#/orders'],
    ['https://app.example/#/login', 'https://app.example/#/login'],
  ])('copies and follows the link %s', async (link, target) => {
    await open({ link });

    expect(await page.getByRole('textbox', { name: '链接 Link' }).inputValue()).toBe(target);

    await copy();

    expect(await copied()).toBe(target);

    await page.getByRole('link', { name: '返回网站 Back to the website' }).tap();
    await page.waitForURL(target);

    expect(requests).toEqual([address, target.replace(/#.*/, '')]);
  });

  it('reads nothing from its address', async () => {
    const other = 'https://evil.example/';

    await open({ at: `${address}?link=${other}&openIn=computer&state=1#${other}` });
    await copy();

    expect(await copied()).toBe('https://shop.example/');
    expect(await page.getByRole('heading').allTextContents()).toEqual([wechat]);
  });

  it('copies over plain http, where pages have no clipboard', async () => {
    await open({ at: address.replace('https', 'http') });

    expect(await page.evaluate('navigator.clipboard')).toBeUndefined();

    await copy();
    await page.getByText('已复制 Copied').waitFor();
    await page.goto(address);

    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('http://shop.example/');
  });

  it('selects the link where the browser lets nobody copy', async () => {
    await open();
    await page.evaluate(`
      navigator.clipboard.writeText = async () => { throw new Error('Not allowed.'); };
      document.execCommand = () => false;
    `);
    await copy();
    await page.getByRole('status').getByText('Touch and hold the selected link').waitFor();

    expect(await page.evaluate('String(getSelection())')).toBe('https://shop.example/');
  });

  it.each([
    ['wechat', wechat],
    ['computer', computer],
  ])('asks for %s without JavaScript, too, and leads on', async (openIn, title) => {
    await open({ openIn }, { javaScriptEnabled: false });

    expect(await page.getByRole('heading').allTextContents()).toEqual([title]);
    expect(await page.getByText('Touch and hold the link below').isVisible()).toBe(true);
    expect(await page.getByRole('button').count()).toBe(0);

    await page.getByRole('link').tap();
    await page.waitForURL('https://shop.example/');
  });

  describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
    it.each(['wechat', 'computer'])('keeps nobody out who is asked for %s', async (openIn) => {
      // Its content policy keeps out scripts of others, and so axe's.
      await open({ openIn }, { colorScheme, bypassCSP: true });
      await copy();

      expect(await violationsOn(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    });
  });
});
