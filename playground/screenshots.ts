import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { launchChromium } from './chromium.js';
import { installConnector, loadConnector, packConnector } from './logto/install.js';
import { serveHttp } from './network/serve.js';
import { createPlayground } from './web/server.js';
import { startSimulated } from './web/simulated.js';

/** Makes the pictures under `docs/images`. They are for readers of the repository, not in the package. */

const directory = path.join(import.meta.dirname, '../docs/images');
const desktop = { width: 1200, height: 1075 };
const phone = { width: 390, height: 844 };

const factory = await loadConnector(await installConnector(await packConnector()));
const simulation = await startSimulated();
const { port, close } = await serveHttp(createPlayground(factory, simulation), 0);
const browser = await launchChromium();
const page = await browser.newPage();

const take = async (name: string, viewport = desktop) => {
  await page.setViewportSize(viewport);
  await page.screenshot({ path: path.join(directory, `${name}.png`) });
};

const press = async (name: string | RegExp) => page.getByRole('button', { name }).click();

const goHome = async () => page.goto(`http://127.0.0.1:${port}/`);

await mkdir(directory, { recursive: true });

await goHome();
await take('playground');
await press('Continue with WeChat');
await take('qr-code', { width: 1000, height: 680 });
await press('扫一扫');
await press('允许');
await take('user', { width: 1200, height: 1320 });

await goHome();
await press(/^Daily quota used up/);
await press('允许');
await take('error', { width: 1200, height: 780 });

await goHome();
await press(/^The secret is left blank/);
await take('phone-form-error', phone);
await press(/^A healthy sign-in/);
await take('phone-confirm', phone);

await browser.close();
await close();
await simulation.close();
