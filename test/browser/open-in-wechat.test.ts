import { readFile } from 'node:fs/promises';

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

import { launchChromium } from '../../playground/chromium.js';
import { violationsOn } from '../support/axe.js';

/**
 * The page that an operator puts on a server for those who cannot sign in where they are. All
 * addresses are answered here, so that nothing leaves the browser. The page must not read its own.
 */
const address = 'https://shop.example/open-in-wechat.html?openIn=computer&link=//evil.example';

let browser: Browser;

/** Of the test that runs. */
let page: Page;
let requests: string[];
let complaints: string[];

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => {
  await browser.close();
});

afterEach(() => {
  // Neither a script that failed nor a breach of the page's own content policy.
  expect(complaints).toEqual([]);
});

/** Opens it on a phone, with the operator's two lines. */
const open = async (
  { openIn = 'wechat', link = '/', at = address } = {},
  options: BrowserContextOptions = {}
) => {
  const file = await readFile(new URL('../../docs/open-in-wechat.html', import.meta.url), 'utf8');
  const body = file
    .replace('data-open-in="wechat"', `data-open-in="${openIn}"`)
    .replace('<base href="/" />', `<base href="${link}" />`);

  requests = [];
  complaints = [];
  page = await browser.newPage({
    viewport: { width: 360, height: 640 },
    isMobile: true,
    hasTouch: true,
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  });
  // As a server that says nothing of the character set.
  await page.route('**', async (route) => route.fulfill({ contentType: 'text/html', body }));
  page.setDefaultTimeout(15_000);
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => complaints.push(message.text()));
  await page.goto(`${at}#//evil.example`);
};

const copy = async (answer = '已复制 Copied') => {
  await page.getByRole('button', { name: '复制链接 Copy link' }).tap();
  await page.getByRole('status').getByText(answer).waitFor();
};

const readClipboard = async () => page.evaluate('navigator.clipboard.readText()');

it.each([
  ['wechat', '请在微信中打开 Open this in WeChat', '文件传输助手', 'File Transfer'],
  ['computer', '请在电脑上打开 Open this on a computer', '二维码', 'QR code'],
])('asks everybody for %s, in both languages', async (openIn, title, zh, en) => {
  // Its content policy keeps out scripts of others, and so axe's.
  await open({ openIn }, { bypassCSP: true });
  await copy();

  expect(await page.getByRole('heading').allTextContents()).toEqual([title]);
  expect(await page.locator('[lang=zh-CN] p:visible').first().textContent()).toContain(zh);
  expect(await page.locator('p[lang=en]:visible').first().textContent()).toContain(en);
  expect(await page.getByText('Touch and hold').filter({ visible: true }).count()).toBe(0);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);

  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violationsOn(page)).toEqual([]);
  }
});

it.each([
  ['/', 'https://shop.example/'],
  ['/account?from=wechat#/orders', 'https://shop.example/account?from=wechat#/orders'],
  ['https://app.example/#/login', 'https://app.example/#/login'],
])('copies and follows the link %s, and asks for nothing else', async (link, target) => {
  await open({ link });

  await copy();

  expect(await readClipboard()).toBe(target);
  expect(await page.getByRole('textbox', { name: '链接 Link' }).inputValue()).toBe(target);

  await page.getByRole('link', { name: '返回网站 Back to the website' }).tap();
  await page.waitForURL(target);

  expect(requests).toEqual([address, target.replace(/#.*/, '')]);
});

it('copies over plain http, where pages have no clipboard', async () => {
  await open({ at: address.replace('https', 'http') });
  await copy();
  await page.goto(address);

  expect(await readClipboard()).toBe('http://shop.example/');
});

it('selects the link where the browser lets nobody copy', async () => {
  await open();
  await page.evaluate(`
    navigator.clipboard.writeText = async () => { throw new Error('Not allowed.'); };
    document.execCommand = () => false;
  `);
  await copy('Touch and hold the selected link');

  expect(await page.evaluate('String(getSelection())')).toBe('https://shop.example/');
});

it('leads on without JavaScript, too', async () => {
  await open({}, { javaScriptEnabled: false });

  expect(await page.getByText('Touch and hold the link below').isVisible()).toBe(true);
  expect(await page.getByRole('button').count()).toBe(0);

  await page.getByRole('link').tap();
  await page.waitForURL('https://shop.example/');
});
