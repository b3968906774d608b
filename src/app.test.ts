import { describe, expect, it, vi } from 'vitest';

import { createSession, noSession } from '../playground/logto/drive.js';
import { bothConfig, config } from '../test/support/answers.js';
import { chooseApp, recallApp } from './app.js';
import { wechatConfigGuard } from './types.js';

const one = wechatConfigGuard.parse(config);
const both = wechatConfigGuard.parse(bothConfig);

const onPhone =
  'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/116.0.0.0 Mobile Safari/537.36 MMWEBID/1 MicroMessenger/8.0.47.2560(0x28002F35) WeChat/arm64 Weixin NetType/WIFI';

describe('of two apps', () => {
  it.each([
    ['serviceAccount', 'a phone', onPhone],
    [
      'serviceAccount',
      'a computer',
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/116.0.0.0 Safari/537.36 NetType/WIFI MicroMessenger/7.0.20.1781(0x6700143B) WindowsWechat',
    ],
    [
      'website',
      'WeCom',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 wxwork/4.1.20 MicroMessenger/7.0.1',
    ],
    ['website', 'a browser', 'Mozilla/5.0 (Windows NT 10.0) Chrome/131.0.0.0 Safari/537.36'],
    ['website', 'nothing known', undefined],
  ])('the %s is chosen on %s, and the session keeps it', async (name, _, userAgent) => {
    const { setSession, getSession } = createSession();

    // What an earlier sign-in left
    await setSession({ app: name === 'website' ? 'serviceAccount' : 'website' });
    await expect(chooseApp(both, userAgent, setSession)).resolves.toMatchObject({ name });
    await expect(recallApp(both, getSession)).resolves.toMatchObject({ name });
  });

  it('the website is chosen where the host has no session', async () => {
    await expect(chooseApp(both, onPhone, noSession)).resolves.toBe(both.apps[0]);
    await expect(recallApp(both, noSession)).resolves.toBe(both.apps[0]);
  });

  it.each([{ app: 'toaster' }, {}])('the website is recalled by %j', async (session) => {
    await expect(recallApp(both, async () => session)).resolves.toBe(both.apps[0]);
  });
});

it.each([onPhone, 'Mozilla/5.0'])('one app needs no session (%s)', async (userAgent) => {
  const setSession = vi.fn();

  await expect(chooseApp(one, userAgent, setSession)).resolves.toBe(one.apps[0]);
  expect(setSession).not.toHaveBeenCalled();
  // What an earlier sign-in left
  await expect(recallApp(one, async () => ({ app: 'serviceAccount' }))).resolves.toBe(one.apps[0]);
});
