import { describe, expect, it } from 'vitest';

import { createSession, noSession } from '../playground/logto/drive.js';
import { isInsideWechat, loadApp, storeApp } from './app.js';
import { wechatConfigGuard } from './types.js';

const bothApps = wechatConfigGuard.parse({
  clientId: 'wx0',
  clientSecret: 'secret',
  isInAppSignInEnabled: true,
  officialAccountClientId: 'wx1',
  officialAccountClientSecret: 'secret',
});
const { website, officialAccount = website } = bothApps;

it.each([
  [
    'a phone',
    true,
    'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/116.0.0.0 Mobile Safari/537.36 MMWEBID/1 MicroMessenger/8.0.47.2560(0x28002F35) WeChat/arm64 Weixin NetType/WIFI',
  ],
  [
    'a computer',
    true,
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/116.0.0.0 Safari/537.36 NetType/WIFI MicroMessenger/7.0.20.1781(0x6700143B) WindowsWechat',
  ],
  [
    'WeCom',
    false,
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 wxwork/4.1.20 MicroMessenger/7.0.1',
  ],
  ['a browser', false, 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0.0.0 Safari/537.36'],
  ['nothing known', false, undefined],
])('isInsideWechat on %s: %s', (_, isInside, userAgent) => {
  expect(isInsideWechat(userAgent)).toBe(isInside);
});

describe('the session', () => {
  it('gives back the app that was stored last', async () => {
    const { setSession, getSession } = createSession();

    await expect(storeApp(officialAccount, setSession)).resolves.toBe(true);
    await expect(loadApp(bothApps, getSession)).resolves.toBe(officialAccount);
    await expect(storeApp(website, setSession)).resolves.toBe(true);
    await expect(loadApp(bothApps, getSession)).resolves.toBe(website);
  });

  it('says so if nothing can be stored', async () => {
    await expect(storeApp(officialAccount, noSession)).resolves.toBe(false);
  });

  it.each([
    ['cannot be read', noSession],
    ['names another app', async () => ({ app: 'toaster' })],
    ['names no app', async () => ({})],
  ])('means the website if it %s', async (_, getSession) => {
    await expect(loadApp(bothApps, getSession)).resolves.toBe(website);
  });

  it('means the website once sign-in inside WeChat is off', async () => {
    const { setSession, getSession } = createSession();

    await storeApp(officialAccount, setSession);
    await expect(loadApp({ ...bothApps, officialAccount: undefined }, getSession)).resolves.toBe(
      website
    );
  });
});
