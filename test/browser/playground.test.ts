import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';

import { launchChromium } from '../../playground/chromium.js';
import {
  type ConnectorFactory,
  installConnector,
  loadConnector,
} from '../../playground/logto/install.js';
import { startPlayground } from '../../playground/web/playground.js';
import { serveHttp } from '../../playground/wechat/serve.js';
import { en } from '../../playground/words/en.js';
import { zhCN } from '../../playground/words/zh-CN.js';
import { violationsOn } from '../support/axe.js';

let browser: Browser;
let connector: ConnectorFactory;

/** Of the test that runs. */
let page: Page;
let home: string;
let complaints: string[];
/** What ends it. */
let cleanUps: (() => unknown)[];

beforeAll(async () => {
  browser = await launchChromium();
  connector = await loadConnector(await installConnector(inject('tarball')));
});

afterAll(async () => {
  await browser.close();
});

const open = async (options: BrowserContextOptions = {}) => {
  const playground = await startPlayground(connector);
  const { port, close } = await serveHttp(playground.pages, 0);
  const context = await browser.newContext(options);

  complaints = [];
  cleanUps = [async () => context.close(), close, playground.close];
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

afterEach(async () => {
  for (const cleanUp of cleanUps) {
    await cleanUp();
  }

  // Neither a script that failed, nor a breach of the pages' own content policy, nor a way out.
  expect(complaints).toEqual([]);
});

const press = async (name: string | RegExp) => page.getByRole('button', { name }).click();

const title = async () => page.getByRole('heading', { level: 1 }).textContent();

const text = async () => page.locator('main').innerText();

const signIn = async () => {
  await page.locator('[formaction="/sign-in"]').click();
  await press('扫一扫');
  await press('允许');
};

it('signs somebody in', async () => {
  await open();
  await signIn();

  expect(await title()).toBe('Signed in');
  expect(new URL(page.url()).pathname).toBe('/outcome');

  // Rejects unless the picture is there.
  await page.evaluate('document.querySelector("img[alt=Avatar]").decode()');
  expect(await text()).toContain('小明 🌈');
  expect(await page.locator('#requests article').count()).toBe(2);
});

it('uses what was entered and not saved, without a script too', async () => {
  await open({ javaScriptEnabled: false });
  await page.locator('[name="clientSecret"]').fill('wrong');
  await signIn();
  expect(await text()).toContain('Check the Client Secret');
});

it('leads to the field that is wrong, and says what is', async () => {
  await open();
  await page.locator('[name="clientSecret"]').fill('  ');
  await press('Save');

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
});

it('shows a field when another one calls for it', async () => {
  await open();

  const way = page.getByLabel('Sign in with');
  const appId = page.getByLabel('Service account AppID');

  expect(await appId.isVisible()).toBe(false);
  await way.selectOption('both');
  expect(await appId.isVisible()).toBe(true);
  await way.selectOption('website');
  expect(await appId.isVisible()).toBe(false);
});

it('signs in inside WeChat, and tells a phone outside what to do', async () => {
  await open();
  await page.locator('#offer').selectOption('alone');
  await press('Fill in');
  await page.locator('#client').selectOption('insideWechat');
  await press('Continue with WeChat');
  await press('允许');
  expect(await title()).toBe('Signed in');

  await page.goto(home);
  await page.locator('#client').selectOption('phone');
  await press('Continue with WeChat');
  expect(await title()).toMatch(/^请在微信中打开/);
  await page.getByRole('link').click();
  await page.waitForURL(home);
  expect(await text()).toContain(`${home}open-in-wechat.html\n${en.signIn.fallbackUrl}`);
});

it('says so while a choice is not applied', async () => {
  await open();

  const fault = page.getByLabel(en.signIn.whatGoesWrong);
  const notApplied = page.getByText(en.signIn.notApplied);

  await fault.selectOption('busy');
  await notApplied.waitFor();
  await fault.selectOption('none');
  await notApplied.waitFor({ state: 'detached' });
  await fault.selectOption('busy');
  await press('Save');
  await page.waitForURL(`${home}?saved`);
  expect([await fault.inputValue(), await notApplied.count()]).toEqual(['busy', 0]);
});

it.each([
  ['en-US', 'light', en],
  ['en-US', 'dark', en],
  ['zh-CN', 'light', zhCN],
] as const)(
  'fits a phone and keeps nobody out, in %s, in %s colors',
  async (locale, colorScheme, words) => {
    await open({ locale, viewport: { width: 360, height: 740 }, colorScheme });

    const expectFit = async () => {
      expect(await violationsOn(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
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

    for (const [control, shown] of [
      ['[formaction="/sign-in"]', '扫一扫'],
      ['text=扫一扫', '允许'],
      ['text=允许', words.outcome.signedIn],
      ['[formaction="/again"]', words.outcome.notSignedIn],
      ['[value="blankSecret"]', words.settings.notSaved],
      ['[value="wrongScope"]', 'Scope 参数错误或没有 Scope 权限'],
      ['[value="wrongDomainInside"]', '10003'],
      ['[value="baseWithUnionid"]', words.settings.notSaved],
      ['[value="sameUser"]', '小明 🌈的手机'],
    ] as const) {
      if (control.startsWith('[value=')) {
        await page.goto(home);
      }

      await page.locator(control).click();
      await page.getByText(shown).first().waitFor();
      await expectFit();
    }
  }
);

it('switches its language and keeps that, and the outcome, which a reload keeps too', async () => {
  const shown = async () => [
    await page.locator('html').getAttribute('lang'),
    await title(),
    await page.locator('#user p code').textContent(),
  ];

  await open({ locale: 'zh-CN' });
  expect(await page.getByLabel('Client ID').getAttribute('lang')).toBe('en');
  await signIn();

  const [lang, heading, id] = await shown();

  expect([lang, heading]).toEqual(['zh-CN', '登录成功']);
  await press('English');
  expect(await shown()).toEqual(['en', 'Signed in', id]);
  await page.reload();
  expect(await shown()).toEqual(['en', 'Signed in', id]);
  await page.goto(home);
  await press('Continue with WeChat');
  expect(await page.locator('footer').getAttribute('lang')).toBe('en');
});

it('needs no mouse', async () => {
  await open();

  /** Moves on to a control, and says how it shows that it has the focus. */
  const tabTo = async (name: string) => {
    for (let presses = 0; presses < 30; presses += 1) {
      await page.keyboard.press('Tab');

      const [focused, outline] = await page.evaluate<[string, string]>(
        '(({ activeElement: it }) => [it.name || it.innerText, getComputedStyle(it).outlineStyle])(document)'
      );

      if (focused.trim() === name) {
        return outline;
      }
    }

    return 'unreachable';
  };

  expect(await tabTo('scope')).toBe('solid');
  await page.keyboard.press('End');

  for (const [name, path] of [
    ['Save', `${home}?saved`],
    ['Continue with WeChat', /scope=snsapi_base/],
    ['扫一扫', /confirm/],
    ['answer', /outcome/],
    ['Back to the playground', home],
  ] as const) {
    expect(await tabTo(name)).toBe('solid');
    await page.keyboard.press('Enter');
    await page.waitForURL(path);
  }
});
