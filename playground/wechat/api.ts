import { Hono } from 'hono';

import { answer, fail } from './answers.js';
import type { Grant } from './model.js';
import { accessTokenLife, grantsUserInfo, openidOf, type Store, unionidOf } from './store.js';

/**
 * WeChat's API.
 *
 * @see https://developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Authorized_Interface_Calling_UnionID.html
 */
export const createApi = (store: Store): Hono => {
  const { apps, codes, accessTokens, refreshTokens, addTokens, findApp, isOver } = store;

  const answerTokens = (grant: Grant) => {
    const { accessToken, refreshToken } = addTokens(grant);

    return answer({
      access_token: accessToken,
      expires_in: accessTokenLife / 1000,
      refresh_token: refreshToken,
      openid: openidOf(grant),
      scope: grant.scope,
      ...(grant.person.isSnapshot && { is_snapshotuser: 1 }),
      ...unionidOf(grant),
    });
  };

  /** A secret that is another app's is wrong; one that is nobody's is invalid. */
  const refuseSecret = (secret: string) =>
    apps.some((app) => app.secret === secret)
      ? fail(40001, 'invalid credential')
      : fail(40125, 'invalid appsecret');

  const router = new Hono();

  router.get('/sns/oauth2/access_token', (context) => {
    const { appid, secret = '', code = '', grant_type } = context.req.query();
    const app = findApp(appid);
    const grant = codes.get(code);

    if (!app) return fail(40013, 'invalid appid');
    if (secret !== app.secret) return refuseSecret(secret);
    if (grant_type !== 'authorization_code') return fail(40002, 'invalid grant_type');
    if (grant?.app !== app) return fail(40029, 'invalid code');
    if (grant.isUsed) return fail(40163, 'code been used');
    if (isOver(grant)) return fail(42003, 'code expired');
    if (grant.person.isRestricted) return fail(50002, 'user limited');

    grant.isUsed = true;

    return answerTokens(grant);
  });

  router.get('/sns/oauth2/refresh_token', (context) => {
    const { appid, grant_type, refresh_token = '' } = context.req.query();
    const app = findApp(appid);
    const grant = refreshTokens.get(refresh_token);

    if (!app) return fail(40013, 'invalid appid');
    if (grant_type !== 'refresh_token') return fail(40002, 'invalid grant_type');
    if (grant?.app !== app) return fail(40030, 'invalid refresh_token');
    if (isOver(grant)) return fail(42002, 'refresh_token expired');

    return answerTokens(grant);
  });

  router.get('/sns/userinfo', (context) => {
    const { access_token = '', openid } = context.req.query();
    const grant = accessTokens.get(access_token);

    if (!access_token.startsWith('98_')) return fail(40014, 'invalid access_token');
    if (!grant) return fail(40001, 'invalid credential, access_token is invalid or not latest');
    if (isOver(grant)) return fail(42001, 'access_token expired');
    if (openid !== openidOf(grant)) return fail(40003, 'invalid openid');
    if (!grantsUserInfo(grant)) return fail(48001, 'api unauthorized');

    const { nickname, headimgurl } = grant.person;

    return answer({
      openid,
      nickname,
      sex: 0,
      language: '',
      city: '',
      province: '',
      country: '',
      headimgurl,
      privilege: [],
      ...unionidOf(grant),
    });
  });

  return router;
};
