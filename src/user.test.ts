import { ConnectorErrorCodes } from '@logto/connector-kit';
import { describe, expect, it } from 'vitest';

import { bothConfig, config, serviceAccountConfig } from '../test/support/answers.js';
import { wechatConfigGuard } from './types.js';
import { toAvatar, toId, toName } from './user.js';

describe('toId', () => {
  const withUnionid = { openid: 'o1', unionid: 'u1' };
  const unionidConfig = { ...serviceAccountConfig, userId: 'unionid' };

  it.each([
    ['a website', config, withUnionid, 'u1'],
    ['a website', { ...config, scope: 'snsapi_login' }, withUnionid, 'u1'],
    ['a website without unionids', config, { openid: 'o1', unionid: '' }, 'o1'],
    ['a website without unionids', config, { openid: 'o1' }, 'o1'],
    // Whoever edits the scope may have a unionid all the same.
    ['a website with snsapi_base', { ...config, scope: 'snsapi_base' }, withUnionid, 'o1'],
    ['both apps', bothConfig, withUnionid, 'u1'],
    ['a service account', serviceAccountConfig, withUnionid, 'o1'],
    ['a service account', serviceAccountConfig, { openid: 'o1' }, 'o1'],
    ['a service account, by unionid', unionidConfig, withUnionid, 'u1'],
  ])('with %s', (_, stored, ids, id) => {
    expect(toId(ids, wechatConfigGuard.parse(stored))).toBe(id);
  });

  it.each([
    [bothConfig, /two users inside and outside the WeChat app\. Bind/],
    [unionidConfig, /bind the service account .* or set User ID to openid\.$/],
  ])('needs a unionid with %j', (stored, sentence) => {
    for (const unionid of [undefined, null, '']) {
      expect(() => toId({ openid: 'o1', unionid }, wechatConfigGuard.parse(stored))).toThrow(
        expect.objectContaining({
          code: ConnectorErrorCodes.InvalidConfig,
          data: { errorDescription: expect.stringMatching(sentence) as string },
        }) as Error
      );
    }
  });
});

describe('toName', () => {
  it.each([
    ['  Ann Lee ', 'Ann Lee'],
    ['A\u0007n\u0085n\u007F', 'Ann'],
    ['\u007F Ann \u007F', 'Ann'],
    ['👩‍👩‍👧 é', '👩‍👩‍👧 é'],
    [' \u0001 ', undefined],
    [undefined, undefined],
    // Cut at 128 code points
    ['x'.repeat(129), 'x'.repeat(128)],
    ['🌈'.repeat(128), '🌈'.repeat(128)],
    ['🌈'.repeat(129), '🌈'.repeat(128)],
    [`\u007F ${'x'.repeat(128)}`, 'x'.repeat(128)],
    [`${'x'.repeat(127)} y`, 'x'.repeat(127)],
  ])('of %j is %j', (nickname, name) => {
    expect(toName(nickname)).toBe(name);
  });
});

describe('toAvatar', () => {
  const longest = 'https://wx.qlogo.cn/'.padEnd(2048, 'x');

  it.each([
    ['http://thirdwx.qlogo.cn/mmopen/abc/0', 'https://thirdwx.qlogo.cn/mmopen/abc/0'],
    ['HTTP://wx.qlogo.cn/0', 'https://wx.qlogo.cn/0'],
    ['HTTPS://wx.qlogo.cn/0', 'HTTPS://wx.qlogo.cn/0'],
    ['https://wx.qlogo.cn/0?http://!~', 'https://wx.qlogo.cn/0?http://!~'],
    [longest, longest],
    [longest.replace('https', 'http'), longest],
    [`${longest}x`, undefined],
    ['https://wx.qlogo.cn/明', undefined],
    ['https://wx.qlogo.cn/0 1', undefined],
    ['https://[', undefined],
    ['https://', undefined],
    ['javascript:https://wx.qlogo.cn/0', undefined],
    ['//wx.qlogo.cn/0', undefined],
    ['http:relative', undefined],
    ['ftp://wx.qlogo.cn/http://', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %j is %j', (headimgurl, avatar) => {
    expect(toAvatar(headimgurl)).toBe(avatar);
  });
});
