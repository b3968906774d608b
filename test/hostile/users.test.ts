import fc from 'fast-check';
import { expect, it } from 'vitest';

import { bothConfig, config, secrets, tokenAnswer, userInfoAnswer } from '../support/answers.js';
import { runs } from '../support/runs.js';
import {
  after,
  json,
  type Script,
  signInBy,
  tokenWith,
  useScriptedWechat,
} from '../support/scripted-wechat.js';
import { watchProcess } from '../support/watch.js';

/** Whose user it is. */

watchProcess(secrets);
useScriptedWechat();

const scopes = fc
  .subarray(['snsapi_base', 'snsapi_userinfo', 'snsapi_login', 'snsapi_friend'], { minLength: 1 })
  .map((names) => names.join());

const idBy = async (settings: object, script: Script) => {
  const { outcome } = await signInBy(script, settings);

  return 'user' in outcome ? outcome.user.id : undefined;
};

it('a user is the same one, or none, whatever scope the address had', async () => {
  const seen = new Set<string | undefined>();

  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(config, bothConfig),
      fc.option(scopes, { nil: undefined }),
      fc.option(scopes, { nil: undefined }),
      fc.constantFrom(undefined, tokenAnswer.unionid),
      // Whether the token answers tell the unionid as well.
      fc.tuple(fc.boolean(), fc.boolean()),
      async (apps, configured, granted, unionid, [isTold, isToldAfterEdit]) => {
        const settings = { ...apps, scope: configured };
        const idWith = async (scope: string | undefined, isTold: boolean) =>
          idBy(settings, {
            access_token: tokenWith({ scope, unionid: isTold ? unionid : undefined }),
            userinfo: json({ ...userInfoAnswer, unionid }),
          });
        const usual = await idWith(configured ?? 'snsapi_userinfo', isTold);
        const edited = await idWith(granted, isToldAfterEdit);

        expect([usual, undefined]).toContain(edited);
        // The other app has another openid for the same user.
        expect(apps === bothConfig && edited === tokenAnswer.openid).toBe(false);
        seen.add(edited);
      }
    ),
    runs(200, 2000)
  );

  // The generator would be worth little if it always came to the same.
  expect(seen).toEqual(new Set([undefined, tokenAnswer.openid, tokenAnswer.unionid]));
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
