import { ConnectorErrorCodes, socialUserInfoGuard } from '@logto/connector-kit';
import { describe, expect, it } from 'vitest';

import { wechatConfigGuard } from './types.js';
import { toAvatar, toId, toName, toRawData } from './user.js';

describe('toId', () => {
  const settingsWith = (settings: object) =>
    wechatConfigGuard.parse({ clientId: 'wx0', clientSecret: 's', ...settings });
  const inAppSettings = {
    isInAppSignInEnabled: true,
    officialAccountClientId: 'wx1',
    officialAccountClientSecret: 's',
  };

  it.each([
    ['unionid', 'snsapi_userinfo', { openid: 'o1', unionid: 'u1' }, 'u1'],
    ['unionid', 'snsapi_login', { openid: 'o1', unionid: 'u1' }, 'u1'],
    ['openid without a unionid', 'snsapi_userinfo', { openid: 'o1', unionid: '' }, 'o1'],
    ['openid without a unionid', 'snsapi_userinfo', { openid: 'o1' }, 'o1'],
    // Whoever edits the scope may have a unionid all the same.
    ['openid', 'snsapi_base', { openid: 'o1', unionid: 'u1' }, 'o1'],
  ])('is the %s with %s', (_, scope, ids, id) => {
    expect(toId(ids, settingsWith({ scope }))).toBe(id);
  });

  it.each(['snsapi_userinfo', 'snsapi_login'])(
    'is the unionid and nothing else with two apps and %s',
    (scope) => {
      const settings = settingsWith({ ...inAppSettings, scope });

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
    ['Tom \uD83D', 'Tom \uFFFD'],
    [' \u0001 ', undefined],
    [undefined, undefined],
  ])('of %j is %j', (nickname, name) => {
    expect(toName(nickname)).toBe(name);
  });

  const family = '👩‍👩‍👧'; // Five code points, eight UTF-16 units

  it.each([
    ['x'.repeat(128), 'x'.repeat(128)],
    ['x'.repeat(129), 'x'.repeat(128)],
    ['🌈'.repeat(128), '🌈'.repeat(128)],
    ['🌈'.repeat(129), '🌈'.repeat(128)],
    [`${'x'.repeat(123)}${family}`, `${'x'.repeat(123)}${family}`],
    [`${'x'.repeat(124)}${family}y`, 'x'.repeat(124)],
    [`${'x'.repeat(127)}e\u0301`, 'x'.repeat(127)],
    [`${'x'.repeat(127)} yz`, 'x'.repeat(127)],
    // One character of 129 code points
    [`e${'\u0301'.repeat(128)}`, undefined],
  ])('is cut at 128 code points, between characters: %j', (nickname, name) => {
    expect(toName(nickname)).toBe(name);
  });
});

describe('toAvatar', () => {
  it.each([
    ['http://thirdwx.qlogo.cn/mmopen/abc/0', 'https://thirdwx.qlogo.cn/mmopen/abc/0'],
    ['HTTP://wx.qlogo.cn/0', 'https://wx.qlogo.cn/0'],
    ['https://wx.qlogo.cn/0?http://', 'https://wx.qlogo.cn/0?http://'],
    ['https://wx.qlogo.cn/\u0000\uD83D', 'https://wx.qlogo.cn/%00%EF%BF%BD'],
    ['javascript:alert(1)', undefined],
    ['javascript:https:', undefined],
    ['javascript:https://wx.qlogo.cn/0', undefined],
    ['//wx.qlogo.cn/0', undefined],
    ['http://', undefined],
    ['http:relative', undefined],
    ['ftp://wx.qlogo.cn/http://', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %j is %j', (headimgurl, avatar) => {
    expect(toAvatar(headimgurl)).toBe(avatar);
  });

  it('is left out if it is longer than 2048 characters', () => {
    const start = 'https://wx.qlogo.cn/';
    const longest = start.padEnd(2048, 'x');

    expect(toAvatar(longest)).toBe(longest);
    expect(toAvatar(`${longest}x`)).toBeUndefined();
    // Three times as long once it is encoded, and not what a host name may hold
    expect(toAvatar(`${start}${'"'.repeat(700)}`)).toBeUndefined();
  });
});

describe('toRawData', () => {
  it('keeps all that can be stored', () => {
    const json = { a: 'text 🌈', b: 0, c: [true, null, { d: '' }] };

    expect(toRawData(json)).toStrictEqual(json);
  });

  it('drops what PostgreSQL cannot store, in names too', () => {
    expect(
      toRawData(JSON.parse('{"a\\u0000b": ["c\\u0000d"], "\\ud83d": "\\ud83d"}'))
    ).toStrictEqual({ ab: ['cd'], '\uFFFD': '\uFFFD' });
  });

  it('drops __proto__ and tokens at every level', () => {
    const fields = '"__proto__": {"evil": 1}, "access_token": "t", "refresh_token": "t"';
    const rawData = toRawData(
      JSON.parse(`{${fields}, "__pro\\u0000to__": 1, "a": [{${fields}, "b": 1}]}`)
    );

    expect(JSON.stringify(rawData)).toBe('{"a":[{"b":1}]}');
  });

  it.each(['[]', '{}'])('ends at 32 levels of %s', (brackets) => {
    const [open = '', close = ''] = brackets;
    const [name, nested] = open === '{' ? ['"a":', `{"a":1}`] : ['', '[1]'];
    const at = (depth: number): unknown =>
      JSON.parse(`${`${open}${name}`.repeat(depth - 1)}${nested}${close.repeat(depth - 1)}`);

    expect(JSON.stringify(toRawData(at(32)))).toBe(JSON.stringify(at(32)));
    expect(JSON.stringify(toRawData(at(33)))).toBe(JSON.stringify(at(33)).replace(nested, 'null'));
    // As deep as an answer of 64 KiB can be: the kit's guard takes what comes out.
    expect(socialUserInfoGuard.safeParse({ id: 'x', rawData: toRawData(at(5000)) }).success).toBe(
      true
    );
  });
});
