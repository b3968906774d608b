import fc from 'fast-check';
import { expect, it } from 'vitest';

import { createSession, drive, noSession } from '../../playground/logto/drive.js';
import createConnector from '../../src/index.js';
import {
  bothConfig,
  config,
  secrets,
  serviceAccountConfig,
  tokenAnswer,
  userInfoAnswer,
} from '../support/answers.js';
import { runs } from '../support/runs.js';
import {
  after,
  json,
  type Script,
  signInBy,
  tokenWith,
  userOfEachApp,
  useScriptedWechat,
  withScript,
} from '../support/scripted-wechat.js';
import { watchProcess } from '../support/watch.js';

/** Whose user it is. */

watchProcess(secrets);
useScriptedWechat();

const scopes = fc
  .subarray(['snsapi_base', 'snsapi_userinfo', 'snsapi_login', 'snsapi_friend'], { minLength: 1 })
  .map((names) => names.join());

const { authorize, signIn } = drive(createConnector);
const noSessions = { setSession: noSession, getSession: noSession };
const ways = [
  config,
  bothConfig,
  serviceAccountConfig,
  { ...serviceAccountConfig, userId: 'unionid' },
];

const appidOf = (url?: URL) => url?.searchParams.get('appid') ?? 'none';

const idBy = async (settings: object, script: Script) => {
  const { outcome } = await signInBy(script, settings);

  return 'user' in outcome ? outcome.user.id : undefined;
};

/** The same settings, a browser, a session or none, a scope in the address, and what WeChat tells where. */
const signIns = fc.record({
  userAgent: fc.constantFrom('Mozilla/5.0 (iPhone) MicroMessenger/8.0', 'Mozilla/5.0 (Windows NT)'),
  hasSession: fc.boolean(),
  granted: fc.option(scopes, { nil: undefined }),
  isToldEarly: fc.boolean(),
});

it('a user is the same one, or none, in every browser, session and scope', async () => {
  const seen = new Set<string | undefined>();

  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...ways),
      fc.option(scopes, { nil: undefined }),
      fc.constantFrom(undefined, tokenAnswer.unionid),
      fc.tuple(signIns, signIns),
      async (way, scope, unionid, attempts) => {
        const ids = new Set<string | undefined>();

        for (const { userAgent, hasSession, granted, isToldEarly } of attempts) {
          const { setSession, getSession } = hasSession ? createSession() : noSessions;
          const script = userOfEachApp(unionid, {
            scope: granted,
            unionid: isToldEarly ? unionid : undefined,
          });
          const settings = { ...way, scope };

          await withScript(script, async ({ requests }, code) => {
            const page = await authorize(settings, { headers: { userAgent } }, setSession).then(
              (uri) => new URL(uri),
              () => undefined
            );
            const user = await signIn(settings, { code }, getSession).catch(() => undefined);

            // A code is good for the app whose page gave it.
            expect(appidOf(requests[0])).toBe(appidOf(page));
            ids.add(user?.id);
          });
        }

        ids.forEach((id) => seen.add(id));
        ids.delete(undefined);
        expect(ids.size).toBeLessThan(2);
      }
    ),
    runs(200, 2000)
  );

  // The generator would be worth little if it always came to the same.
  expect(seen).toEqual(
    new Set([
      undefined,
      tokenAnswer.unionid,
      `o-${config.clientId}`,
      `o-${serviceAccountConfig.clientId}`,
    ])
  );
});

it('user info with another openid lets nobody in', async () => {
  const { openid } = tokenAnswer;

  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(config, bothConfig),
      fc.oneof(
        fc.constantFrom(undefined, null, '', openid.toLowerCase(), [openid], tokenAnswer.unionid),
        fc.string().filter((other) => other.trim() !== openid)
      ),
      async (settings, other) => {
        const userinfo = json({ ...userInfoAnswer, openid: other });

        await expect(idBy(settings, { userinfo })).resolves.toBeUndefined();
      }
    ),
    runs(100, 1000)
  );
});

it('users who sign in at the same time are not mixed up', async () => {
  const ids = Array.from({ length: 30 }, (_, index) => `oUser${index}`);

  await expect(
    Promise.all(
      ids.map(async (id, index) => {
        const fields = { openid: id, unionid: id };

        return idBy(config, {
          // The answers come in another order than the requests.
          access_token: after(((index * 7) % 50) / 100, tokenWith(fields)),
          userinfo: json({ ...userInfoAnswer, ...fields }),
        });
      })
    )
  ).resolves.toEqual(ids);
});
