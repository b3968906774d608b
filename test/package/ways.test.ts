import { expect, inject, it } from 'vitest';

import { createSession, drive, noSession } from '../../playground/logto/drive.js';
import { installConnector, loadConnector } from '../../playground/logto/install.js';
import { bothConfig, config, serviceAccountConfig } from '../support/answers.js';
import { browsers } from '../support/browsers.js';
import { userOfEachApp, useScriptedWechat, withScript } from '../support/scripted-wechat.js';

/** The three ways to sign in, by the packed connector as Logto's own loader gives it. */

useScriptedWechat();

const { createConnector } = await loadConnector(await installConnector(inject('tarball')));
const { authorize, signIn } = drive(createConnector);

const qrCode = '/connect/qrconnect';
const inApp = '/connect/oauth2/authorize';
const website = [qrCode, config.clientId, config.clientSecret];
const account = [inApp, serviceAccountConfig.clientId, serviceAccountConfig.clientSecret];
const unionidConfig = { ...serviceAccountConfig, userId: 'unionid' };
const inside = 'Mozilla/5.0 (iPhone) MicroMessenger/8.0.54';
const outside = 'Mozilla/5.0 (Windows NT 10.0)';
const noSessions = { setSession: noSession, getSession: noSession };

it.each([
  // Settings, then who is asked: inside WeChat, outside, and both without a session; then the id
  // with a unionid and without one
  ['website', config, [website, website, website], 'u1', `o-${config.clientId}`],
  ['both', bothConfig, [account, website, website], 'u1', 'invalid_config'],
  [
    'serviceAccount',
    serviceAccountConfig,
    [account, account, account],
    `o-${serviceAccountConfig.clientId}`,
    `o-${serviceAccountConfig.clientId}`,
  ],
  ['serviceAccount by unionid', unionidConfig, [account, account, account], 'u1', 'invalid_config'],
])('%s', async (_, settings, [there, elsewhere, withoutSession], idWithUnionid, idWithout) => {
  for (const [userAgent, hasSession, app] of [
    [inside, true, there],
    [outside, true, elsewhere],
    [inside, false, withoutSession],
    [outside, false, withoutSession],
  ] as const) {
    for (const unionid of ['u1', '']) {
      const { setSession, getSession } = hasSession ? createSession() : noSessions;

      await withScript(userOfEachApp(unionid), async ({ requests }, code) => {
        // Named by the caller in every other case
        const scope = unionid ? 'snsapi_login' : undefined;
        const request = { headers: { userAgent }, jti: 'some', scope };
        const page = new URL(await authorize(settings, request, setSession));
        const id = await signIn(settings, { code }, getSession).then(
          (user) => user.id,
          (error: unknown) => (error as { code?: string }).code
        );
        const asked = requests[0]?.searchParams;

        expect([page.pathname, page.searchParams.get('appid'), asked?.get('secret')]).toEqual(app);
        expect(page.searchParams.get('scope')).toBe(
          app === website && scope ? scope : 'snsapi_userinfo'
        );
        expect(asked?.get('appid')).toBe(app?.[1]);
        expect(id).toBe(unionid ? idWithUnionid : idWithout);
      });
    }
  }
});

it('lead each browser to where it can sign in, or to the page that says where', async () => {
  const fallbackUrl = 'https://example.com/open-in-wechat.html?a=1#b';
  const pageOf = async (settings: object, userAgent?: string) => {
    const request = { headers: { userAgent }, jti: 'some' };
    const uri = await authorize({ ...settings, fallbackUrl }, request, createSession().setSession);

    return uri === fallbackUrl ? 'fallback' : new URL(uri).pathname;
  };

  expect(browsers.length).toBeGreaterThan(25);

  for (const [[device, place], userAgent] of browsers) {
    const onPhone = device === 'phone' ? 'fallback' : qrCode;
    const isInside = place === 'inside';

    await expect(pageOf(config, userAgent)).resolves.toBe(onPhone);
    await expect(pageOf(bothConfig, userAgent)).resolves.toBe(isInside ? inApp : onPhone);
    await expect(pageOf(serviceAccountConfig, userAgent)).resolves.toBe(
      isInside || device === 'program' ? inApp : 'fallback'
    );
  }
});
