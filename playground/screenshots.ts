import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import type { Page } from 'playwright-core';

import { launchChromium } from './chromium.js';
import { installConnector, loadConnector, packConnector } from './logto/install.js';
import { serveHttp } from './network/serve.js';
import { createPlayground } from './web/server.js';
import { startSimulated } from './web/simulated.js';

/** Makes the pictures under `docs/images`. They are for readers of the repository, not in the package. */

const directory = path.join(import.meta.dirname, '../docs/images');
const phone = { width: 390, height: 844 };

const factory = await loadConnector(await installConnector(await packConnector()));
const simulated = await startSimulated();
const { port, close } = await serveHttp(createPlayground(factory, simulated), 0);
const browser = await launchChromium();

const home = `http://127.0.0.1:${port}/`;

const take = async (page: Page, name: string, viewport: { width: number; height: number }) => {
  await page.setViewportSize(viewport);
  await page.screenshot({ path: path.join(directory, `${name}.png`) });
};

await mkdir(directory, { recursive: true });

for (const { locale, suffix, signInLanguage } of [
  { locale: 'en-US', suffix: '', signInLanguage: 'en' },
  { locale: 'zh-CN', suffix: '.zh-CN', signInLanguage: 'zh-CN' },
]) {
  const page = await browser.newPage({ locale });

  const tryExample = async (id: string) => {
    await page.goto(home);
    await page.locator(`button[value="${id}"]`).click();
  };

  await page.goto(home);
  await page.locator('select[name="language"]').selectOption(signInLanguage);
  await page.locator('form[action="/language"] button').click();
  await take(page, `playground${suffix}`, { width: 1200, height: 1115 });

  await tryExample('healthy');
  await page.getByRole('button', { name: '允许' }).click();
  await take(page, `user${suffix}`, { width: 1200, height: 1320 });

  await tryExample('dailyQuota');
  await page.getByRole('button', { name: '允许' }).click();
  await take(page, `error${suffix}`, { width: 1200, height: 815 });

  await tryExample('blankSecret');
  await take(page, `phone-form-error${suffix}`, phone);
}

// WeChat's own pages are in Chinese either way.
const page = await browser.newPage();

await page.goto(home);
await page.locator('button[value="healthy"]').click();
await take(page, 'phone-confirm', phone);
await page.goto(home);
await page.locator('button.social').click();
await take(page, 'qr-code', { width: 1000, height: 680 });

await browser.close();
await close();
await simulated.close();
