import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

import { launchChromium } from '../../playground/chromium.js';
import {
  serviceAccount,
  testAccount,
  websiteApp,
} from '../../playground/wechat/apps-and-people.js';
import { wechatUserAgent } from '../../playground/wechat/visitor.js';
import { en } from '../../playground/words/en.js';
import { zhCN } from '../../playground/words/zh-CN.js';
import { violationsOn } from '../support/axe.js';
import { type Rehearsal, startLogto, startRehearsal } from '../support/rehearsal.js';

let browser: Browser;
let rehearsal: Rehearsal;
/** Of the test that runs. */
let context: BrowserContext;
let complaints: string[];
let logto: Awaited<ReturnType<typeof startLogto>> | undefined;

beforeAll(async () => {
  browser = await launchChromium();
  rehearsal = await startRehearsal();
});

afterAll(async () => {
  await browser.close();
  logto?.killAll();
  await rehearsal.stop();
});

afterEach(async () => {
  await context.close();
  expect(complaints).toEqual([]);
});

/** The rehearsal in a browser of its own. */
const open = async (options: BrowserContextOptions) => {
  context = await browser.newContext(options);
  complaints = [];

  const page = await context.newPage();

  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(rehearsal.home);

  return page;
};

it('says what to check until Logto has loaded the connector, and then so without a reload', async () => {
  const page = await open({ locale: 'en-US' });

  await page.getByText(en.rehearsal.start.notSeen).waitFor();
  expect(await page.getByText('packages/core/connectors/connector-wechat-web').count()).toBe(1);
  expect(await violationsOn(page)).toEqual([]);

  logto = await startLogto(rehearsal);

  await page.getByText(/Logto was here at/).waitFor();
  expect(await page.getByText(en.rehearsal.start.notSeen).count()).toBe(0);
});

it.each([
  ['en-US', en],
  ['zh-CN', zhCN],
] as const)('copies what is to be typed, in %s', async (locale, { rehearsal: { copied } }) => {
  const page = await open({ locale });
  const clips: unknown[] = [];

  for (const button of await page.locator('button[data-copies]').all()) {
    if (!(await button.isVisible())) {
      await button.locator('xpath=ancestor::details/summary').click();
    }

    await button.click();
    await page.getByText(copied, { exact: true }).waitFor();
    clips.push(await page.evaluate('navigator.clipboard.readText()'));
  }

  const secrets = [websiteApp, websiteApp, serviceAccount, serviceAccount, testAccount];

  expect(clips).toEqual([
    rehearsal.line,
    expect.stringMatching(/^docker run --network host -v '\/.*' -e NODE_OPTIONS=.* svhd\/logto$/),
    expect.stringMatching(/^services:\n {2}logto:\n {4}network_mode: host\n/),
    ...secrets.flatMap(({ appid, secret }) => [appid, secret]),
    wechatUserAgent,
  ]);
});

it.each([
  ['en-US', en, undefined],
  ['zh-CN', zhCN, wechatUserAgent],
] as const)('shows a sign-in as it comes, in %s', async (locale, words, userAgent) => {
  const page = await open({ locale, userAgent });

  const chosen = `阿兰 · ${words.people.noAvatar} · ${words.faults.none}`;

  await page.getByLabel(words.signIn.whoScans).selectOption('lan');
  await page.getByText(words.rehearsal.signIn.applied(chosen)).waitFor();

  const tab = await context.newPage();

  await tab.goto(`${logto?.address ?? ''}/`);
  await tab.getByRole('link', { name: 'Continue with WeChat' }).click();
  expect(await tab.locator('body').innerText()).toContain(words.simulated.note);
  expect(await violationsOn(tab)).toEqual([]);

  if (!userAgent) {
    await tab.getByRole('button', { name: '扫一扫' }).click();
  }

  await tab.getByRole('button', { name: '允许' }).click();
  await tab.waitForURL(/^http:\/\/localhost:\d+\/callback\//);
  expect(await tab.locator('body').innerText()).toContain('"name":"阿兰"');

  const { appid } = userAgent ? serviceAccount : websiteApp;

  await page.locator('#requests').getByText(`appid=${appid}`).first().waitFor();
  expect(await page.locator('#requests').innerText()).toContain('secret=***');
  expect(await violationsOn(page)).toEqual([]);
});

it('fits a phone, and works without a script', async () => {
  const page = await open({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });

  expect(await page.locator('#requests article').count()).toBe(4);
  expect(await page.getByRole('button', { name: 'Copy' }).count()).toBe(0);
  await page.getByLabel(en.signIn.whoScans).selectOption('lan');
  await page.getByRole('button', { name: en.rehearsal.signIn.apply }).click();
  await page.getByText(/^Now: 阿兰/).waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
});
