import { describe, expect, inject, it } from 'vitest';

import { createSession, drive, noSession } from '../../playground/logto/drive.js';
import { installConnector, loadConnector } from '../../playground/logto/install.js';
import { bothConfig, config, serviceAccountConfig, userInfoAnswer } from '../support/answers.js';
import { browsers } from '../support/browsers.js';
import { tokenWith, useScriptedWechat, withScript } from '../support/scripted-wechat.js';

/** The three ways to sign in, by the packed connector as Logto's own loader gives it. */

useScriptedWechat();

const { createConnector } = await loadConnector(await installConnector(inject('tarball')));
const { authorize, signIn } = drive(createConnector);

const unionidConfig = { ...serviceAccountConfig, userId: 'unionid' };
const website = ['/connect/qrconnect', config.clientId, config.clientSecret];
const account = [
  '/connect/oauth2/authorize',
  serviceAccountConfig.clientId,
  serviceAccountConfig.clientSecret,
];
const insideWechat = 'Mozilla/5.0 (iPhone) MicroMessenger/8.0.54';
const outside = 'Mozilla/5.0 (Windows NT 10.0)';

/** A user has another openid in each app, and perhaps one unionid. */
const signInAt = async (settings: object, userAgent: string, hasSession: boolean, unionid = '') => {
  const { setSession, getSession } = hasSession
    ? createSession()
    : { setSession: noSession, getSession: noSession };

  return withScript(
    {
      access_token: (...request) => {
        const openid = `o-${request[2].searchParams.get('appid') ?? ''}`;

        return tokenWith({ openid, unionid })(...request);
      },
      userinfo: (_socket, _tcp, { searchParams }) =>
        Response.json({ ...userInfoAnswer, openid: searchParams.get('openid'), unionid }),
    },
    async ({ requests }, code) => {
      const page = new URL(
        await authorize(settings, { headers: { userAgent }, jti: 'some' }, setSession)
      );
      const { id } = await signIn(settings, { code }, getSession).catch((error: unknown) => ({
        id: (error as { code?: string }).code,
      }));
      const asked = requests[0]?.searchParams;

      return {
        app: [page.pathname, asked?.get('appid'), asked?.get('secret')],
        isSameApp: page.searchParams.get('appid') === asked?.get('appid'),
        id,
      };
    }
  );
};

describe.each([
  ['website', config, [website, website, website], 'u1', website[1]],
  ['both', bothConfig, [account, website, website], 'u1', undefined],
  ['serviceAccount', serviceAccountConfig, [account, account, account], account[1], account[1]],
  ['unionid', unionidConfig, [account, account, account], 'u1', undefined],
] as const)('%s', (_, settings, [inside, elsewhere, withoutSession], withUnionid, without) => {
  it.each([
    ['inside WeChat', insideWechat, true, inside],
    ['outside', outside, true, elsewhere],
    ['inside WeChat without a session', insideWechat, false, withoutSession],
    ['outside without a session', outside, false, withoutSession],
  ])('signs in %s', async (_, userAgent, hasSession, app) => {
    const idOf = (id?: string) => (id === 'u1' ? id : id ? `o-${id}` : 'invalid_config');

    await expect(signInAt(settings, userAgent, hasSession, 'u1')).resolves.toEqual({
      app,
      isSameApp: true,
      id: idOf(withUnionid),
    });
    await expect(signInAt(settings, userAgent, hasSession)).resolves.toEqual({
      app,
      isSameApp: true,
      id: idOf(without),
    });
  });

  it('asks for the scope that the caller names, in the words of the page', async () => {
    const scopeOf = async (scope?: string) =>
      new URL(await authorize({ ...settings, scope: 'snsapi_login' }, { scope })).searchParams.get(
        'scope'
      );
    const isInside = withoutSession === account;

    await expect(scopeOf()).resolves.toBe(isInside ? 'snsapi_userinfo' : 'snsapi_login');
    await expect(scopeOf('snsapi_base')).resolves.toBe('snsapi_base');
  });
});

it('leads each browser to where it can sign in, or to the page that says where', async () => {
  const fallbackUrl = 'https://example.com/open-in-wechat.html?a=1#b';
  const pageOf = async (settings: object, userAgent?: string) => {
    const { setSession } = createSession();
    const request = { headers: { userAgent }, jti: 'some' };
    const uri = await authorize({ ...settings, fallbackUrl }, request, setSession);

    return uri === fallbackUrl ? 'fallback' : new URL(uri).pathname;
  };
  const [qrCode = ''] = website;
  const [inApp = ''] = account;

  expect(browsers.length).toBeGreaterThan(25);

  for (const [[device, place], userAgent] of browsers) {
    const isInside = place === 'inside';

    await expect(pageOf(config, userAgent)).resolves.toBe(device === 'phone' ? 'fallback' : qrCode);
    await expect(pageOf(bothConfig, userAgent)).resolves.toBe(
      isInside ? inApp : device === 'phone' ? 'fallback' : qrCode
    );
    await expect(pageOf(serviceAccountConfig, userAgent)).resolves.toBe(
      isInside || device === 'program' ? inApp : 'fallback'
    );
  }
});
