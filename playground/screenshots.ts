import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import type { Page } from 'playwright-core';

import { launchChromium } from './chromium.js';
import { installConnector, loadConnector, packConnector } from './logto/install.js';
import { createLogto } from './logto/sign-in.js';
import { createPlan } from './rehearsal/plan.js';
import { createRehearsalPages } from './rehearsal/rehearsal-page.js';
import { workingSettings } from './web/examples.js';
import { startPlayground } from './web/playground.js';
import { serveHttp, serveWechat } from './wechat/serve.js';
import { visit } from './wechat/visitor.js';
import { createWechat } from './wechat/wechat.js';

/** Makes the pictures under `docs/images`. They are for readers of the repository, not in the package. */

const directory = path.join(import.meta.dirname, '../docs/images');

const factory = await loadConnector(await installConnector(await packConnector()));
const playground = await startPlayground(factory);
const { port, close } = await serveHttp(playground.pages, 0);
const browser = await launchChromium();

const home = `http://127.0.0.1:${port}/`;

/** Takes a picture from the top of the page to the end of an element, so that it cuts no card. */
const take = async (page: Page, name: string, width: number, last = 'main') => {
  await page.setViewportSize({ width, height: 800 });

  const { y = 0, height = 0 } = (await page.locator(last).boundingBox()) ?? {};

  await page.screenshot({
    path: path.join(directory, `${name}.png`),
    fullPage: true,
    clip: { x: 0, y: 0, width, height: y + height },
  });
};

// The rehearsal's page after a sign-in.
const logtoAddress = new URL('http://localhost:3001');
const plan = createPlan(logtoAddress, '/path/to/clone/.rehearsal/wechat-rehearsal.mjs');
const wechat = createWechat({ domain: logtoAddress.hostname });
const pages = createRehearsalPages(plan, wechat, 'line', () => undefined);
const closeWechat = await serveWechat(wechat);
const { beginSignIn, findSignIn, finishSignIn } = createLogto(factory, () => workingSettings);
const { authorizationUri } = await beginSignIn(`${logtoAddress.href}callback/id`);
const { state = '', ...callback } = await visit(authorizationUri, 'ming');
const signIn = findSignIn(state);

await wechat.app.request('/loaded');
await (signIn && finishSignIn(signIn, callback));
await closeWechat();

const rehearsal = await serveHttp(pages, 0);

await mkdir(directory, { recursive: true });

for (const [locale, suffix] of [
  ['en-US', ''],
  ['zh-CN', '.zh-CN'],
]) {
  const page = await browser.newPage({ locale });

  playground.wechat.choose({});
  await page.goto(home);
  await take(page, `playground${suffix}`, 1200, '.grid');

  await page.goto(home);
  await page.locator('button[value="dailyQuota"]').click();
  await page.getByRole('button', { name: '允许' }).click();
  await take(page, `error${suffix}`, 720);

  // Smaller: there is much to read on it.
  const smallPage = await browser.newPage({ locale, deviceScaleFactor: 0.8 });

  await smallPage.goto(`http://127.0.0.1:${rehearsal.port}/`);
  await take(smallPage, `rehearsal${suffix}`, 1200);
}

await browser.close();
await rehearsal.close();
await close();
await playground.close();
