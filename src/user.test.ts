import { ConnectorErrorCodes } from '@logto/connector-kit';
import { describe, expect, it } from 'vitest';

import { bothConfig, config } from '../test/support/answers.js';
import { wechatConfigGuard } from './types.js';
import { toAvatar, toId, toName } from './user.js';

describe('toId', () => {
  it.each([
    ['unionid', 'snsapi_userinfo', { openid: 'o1', unionid: 'u1' }, 'u1'],
    ['unionid', 'snsapi_login', { openid: 'o1', unionid: 'u1' }, 'u1'],
    ['openid without a unionid', 'snsapi_userinfo', { openid: 'o1', unionid: '' }, 'o1'],
    ['openid without a unionid', 'snsapi_userinfo', { openid: 'o1' }, 'o1'],
    // Whoever edits the scope may have a unionid all the same.
    ['openid', 'snsapi_base', { openid: 'o1', unionid: 'u1' }, 'o1'],
  ])('is the %s with %s', (_, scope, ids, id) => {
    expect(toId(ids, wechatConfigGuard.parse({ ...config, scope }))).toBe(id);
  });

  it.each(['snsapi_userinfo', 'snsapi_login'])(
    'is the unionid and nothing else with two apps and %s',
    (scope) => {
      const settings = wechatConfigGuard.parse({ ...bothConfig, scope });

      expect(toId({ openid: 'o1', unionid: 'u1' }, settings)).toBe('u1');

      for (const unionid of [undefined, null, '']) {
        expect(() => toId({ openid: 'o1', unionid }, settings)).toThrow(
          expect.objectContaining({
            code: ConnectorErrorCodes.InvalidConfig,
            data: {
              errorDescription: expect.stringMatching(/^WeChat gave no unionid.*Bind/) as string,
            },
          }) as Error
        );
      }
    }
  );
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
