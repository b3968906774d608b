import { describe, expect, it } from 'vitest';

import { tokenAnswer, userInfoAnswer } from '../test/support/answers.js';
import {
  accessTokenGuard,
  callbackGuard,
  errorGuard,
  tokenResponseGuard,
  userInfoGuard,
  wechatConfigGuard,
} from './types.js';

describe('the settings', () => {
  const config = { clientId: 'wx0', clientSecret: 'secret0' };
  const website = {
    name: 'website',
    appid: 'wx0',
    secret: 'secret0',
  };

  it('need an App ID and its secret', () => {
    expect(wechatConfigGuard.parse(config)).toEqual({ website, scope: 'snsapi_userinfo' });
  });

  it('are trimmed, and blanks mean nothing', () => {
    const stored = { clientId: ' wx0\n', clientSecret: '\tsecret0 ', scope: ' , ', lang: ' ' };

    expect(
      wechatConfigGuard.parse({ ...stored, isInAppSignInEnabled: '', appName: 'ignored' })
    ).toEqual({ website, scope: 'snsapi_userinfo' });
    expect(wechatConfigGuard.parse({ ...config, scope: null, lang: null })).toEqual({
      website,
      scope: 'snsapi_userinfo',
    });
  });

  it('take several scopes and a page language', () => {
    expect(
      wechatConfigGuard.parse({ ...config, scope: 'snsapi_base\nsnsapi_login，', lang: ' en ' })
    ).toEqual({ website, scope: 'snsapi_base,snsapi_login', lang: 'en' });
  });

  it('name no page language for the one that WeChat shows anyway', () => {
    expect(wechatConfigGuard.parse({ ...config, lang: ' cn ' }).lang).toBeUndefined();
  });

  it.each(['1c8bfe8f801d79745c4631d09fff36c', 'g1c8bfe8f801d79745c4631d09fff36c'])(
    'take %s for an App ID, which is no App Secret',
    (clientId) => {
      expect(wechatConfigGuard.parse({ ...config, clientId }).website.appid).toBe(clientId);
    }
  );

  const hidden = { officialAccountClientId: ' wx1 ', officialAccountClientSecret: 'secret1' };

  it('hold the official account while it is switched on', () => {
    expect(
      wechatConfigGuard.parse({ ...config, ...hidden, isInAppSignInEnabled: true }).officialAccount
    ).toEqual({
      name: 'officialAccount',
      appid: 'wx1',
      secret: 'secret1',
    });
  });

  it.each([false, '', 0, null, undefined])(
    'ignore the hidden fields while the switch is %j',
    (isInAppSignInEnabled) => {
      for (const fields of [hidden, { officialAccountClientId: 7 }]) {
        expect(
          wechatConfigGuard.parse({ ...config, ...fields, isInAppSignInEnabled }).officialAccount
        ).toBeUndefined();
      }
    }
  );

  it.each([
    [{}, 'clientId is required; clientSecret is required'],
    [{ ...config, clientId: ' ' }, 'clientId is required'],
    [{ ...config, clientSecret: 42 }, 'clientSecret must be text'],
    [{ ...config, clientSecret: ['LEAK'] }, 'clientSecret must be text'],
    [{ ...config, clientSecret: 'x'.repeat(513) }, 'clientSecret is longer than 512 characters'],
    [
      { ...config, clientId: ' 1C8BFE8F801D79745C4631D09FFF36C8 ' },
      'clientId looks like an App Secret: enter the App ID',
    ],
    [
      { ...config, clientId: 'wx0 1c8bfe8f801d79745c4631d09fff36c8\u200B' },
      'clientId looks like an App Secret: enter the App ID',
    ],
    [{ ...config, scope: ['LEAK'] }, 'scope must be text'],
    [{ ...config, scope: '1c8bfe8f801d79745c4631d09fff36c8' }, 'scope must be names of scopes'],
    [{ ...config, scope: 'snsapi_login 1' }, 'scope must be names of scopes'],
    [{ ...config, lang: 'LEAK' }, 'lang must be cn or en'],
    [{ ...config, lang: 'cnn' }, 'lang must be cn or en'],
    [{ ...config, isInAppSignInEnabled: 'true' }, 'isInAppSignInEnabled must be on or off'],
    [{ ...config, isInAppSignInEnabled: 1 }, 'isInAppSignInEnabled must be on or off'],
    [
      { ...config, isInAppSignInEnabled: true },
      'officialAccountClientId is required; officialAccountClientSecret is required',
    ],
    [
      { ...config, ...hidden, officialAccountClientId: 7, isInAppSignInEnabled: true },
      'officialAccountClientId must be text',
    ],
    [
      {
        ...config,
        ...hidden,
        officialAccountClientId: '1c8bfe8f801d79745c4631d09fff36c8',
        isInAppSignInEnabled: true,
      },
      'officialAccountClientId looks like an App Secret: enter the App ID',
    ],
    [
      { ...config, ...hidden, scope: 'snsapi_base', isInAppSignInEnabled: true },
      'scope must be snsapi_login or snsapi_userinfo while sign-in inside the WeChat app is on: change it, or switch that off',
    ],
    ['LEAK', ' Expected object, received string'],
  ])('say what is wrong with %j', (stored, words) => {
    const issues = wechatConfigGuard.safeParse(stored).error?.issues ?? [];

    expect(issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')).toBe(
      words
    );
  });
});

it.each([{}, { code: ['x'] }, { code: 7 }, null, undefined, 'code'])(
  'there is no code in the callback %j',
  (callback) => {
    expect(callbackGuard.parse(callback)).toEqual({ code: '' });
  }
);

describe('an error', () => {
  it.each([
    [
      { errcode: 40029, errmsg: ' invalid ' },
      { errcode: 40029, errmsg: 'invalid' },
    ],
    [
      { errcode: 40029, errmsg: 7 },
      { errcode: 40029, errmsg: undefined },
    ],
    [
      { errcode: -1, errmsg: '' },
      { errcode: -1, errmsg: undefined },
    ],
    [
      { errcode: 0, errmsg: 'ok' },
      { errcode: 0, errmsg: 'ok' },
    ],
    [{ errcode: null }, { errcode: null }],
    [{ openid: 'o1' }, {}],
  ])('is read from %j', (body, error) => {
    expect(errorGuard.parse(body)).toEqual(error);
  });

  it.each([
    [{ errcode: 'none' }],
    [{ errcode: { toString: 1 } }],
    [{ errcode: [0] }],
    [{ errcode: 40029.5 }],
  ])('must have a whole number: %j', (body) => {
    expect(errorGuard.safeParse(body).error?.issues[0]?.path).toEqual(['errcode']);
  });

  it.each([undefined, null, 'text', 7, [7]])('must be an object, not %j', (body) => {
    expect(errorGuard.safeParse(body).error?.issues[0]?.message).toBe('not a JSON object');
  });
});

describe('the answer of the token call', () => {
  const read = (fields: object) => accessTokenGuard.safeParse({ ...tokenAnswer, ...fields });

  it('is read as it is', () => {
    expect(read({}).data).toStrictEqual({ ...tokenAnswer, is_snapshotuser: false });
  });

  it.each([
    ['access_token is required', { access_token: undefined }],
    ['access_token is required', { access_token: ' ' }],
    ['access_token must be text', { access_token: 1 }],
    ['access_token is longer than 512 characters', { access_token: 'x'.repeat(513) }],
    ['refresh_token is longer than 512 characters', { refresh_token: 'x'.repeat(513) }],
    ['openid is required', { openid: undefined }],
    ['openid is required', { openid: '  ' }],
    ['openid must be text', { openid: { $oid: 'o1' } }],
    ['openid is longer than 128 characters', { openid: 'x'.repeat(129) }],
    ['openid must be printable ASCII', { openid: 'o1\u0000' }],
    ['openid must be printable ASCII', { openid: 'o1 o2' }],
    ['unionid must be text', { unionid: 12 }],
    ['unionid is longer than 128 characters', { unionid: 'x'.repeat(129) }],
    ['unionid must be printable ASCII', { unionid: '明' }],
  ])('is refused: %s', (words, fields) => {
    const [issue] = read(fields).error?.issues ?? [];

    expect(`${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`).toBe(words);
  });

  it('takes the longest tokens and ids', () => {
    const longest = { openid: 'x'.repeat(128), unionid: 'x'.repeat(128) };
    const tokens = { access_token: 'x'.repeat(512), refresh_token: 'x'.repeat(512) };

    expect(read({ ...longest, ...tokens }).data).toMatchObject({ ...longest, ...tokens });
  });

  it.each([[{ unionid: undefined }], [{ unionid: null }], [{ unionid: ' ' }]])(
    'may have no unionid: %j',
    (fields) => {
      expect(read(fields).data?.unionid || undefined).toBeUndefined();
    }
  );

  it.each<unknown>([1, '1', true, 'yes', {}, { toString: 1 }, ' ', -1])(
    'names a snapshot account: %j',
    (is_snapshotuser) => {
      expect(read({ is_snapshotuser }).data?.is_snapshotuser).toBe(true);
    }
  );

  it.each([0, '0', '', null, false, undefined])('names a real one: %j', (is_snapshotuser) => {
    expect(read({ is_snapshotuser }).data?.is_snapshotuser).toBe(false);
  });
});

describe('the tokens for the host', () => {
  const read = (fields: object) => tokenResponseGuard.parse({ access_token: 'a', ...fields });

  it.each([
    [1, 1],
    [3600, 3600],
    [2_592_000, 2_592_000],
    [2_592_001, 7200],
    [0.5, 7200],
    [0, 7200],
    [-1, 7200],
    [Infinity, 7200],
    [NaN, 7200],
    ['soon', 7200],
    [true, 7200],
    [null, 7200],
    [undefined, 7200],
  ])('have a lifetime: %j becomes %i', (expires_in, seconds) => {
    expect(read({ expires_in }).expires_in).toBe(seconds);
  });

  it.each([
    ['snsapi_userinfo', 'snsapi_userinfo'],
    ['snsapi_base,snsapi_userinfo,', 'snsapi_base,snsapi_userinfo'],
    ['snsapi_login snsapi_base', 'snsapi_login,snsapi_base'],
    ['snsapi_login 98_Zm9v', undefined],
    ['snsapi_login,SNSAPI', undefined],
    ['sns\u0000api', undefined],
    ['', ''],
    [['snsapi_base'], undefined],
    [undefined, undefined],
  ])('have a scope of names alone: %j becomes %j', (scope, names) => {
    expect(read({ scope }).scope).toBe(names);
  });

  it('have a scope of 512 characters at most', () => {
    expect(read({ scope: 'x'.repeat(512) }).scope).toBe('x'.repeat(512));
    expect(read({ scope: 'x'.repeat(513) }).scope).toBeUndefined();
  });
});

describe('the answer of the userinfo call', () => {
  it('is read as far as the connector uses it', () => {
    const { openid, unionid, nickname, headimgurl } = userInfoAnswer;

    expect(userInfoGuard.parse(userInfoAnswer)).toStrictEqual({
      openid,
      unionid,
      nickname,
      headimgurl,
    });
  });

  it.each([null, 7, '', ' ', {}])('may have %j for a nickname and an avatar', (value) => {
    expect(userInfoGuard.parse({ openid: 'o1', nickname: value, headimgurl: value })).toMatchObject(
      { openid: 'o1', nickname: undefined, headimgurl: undefined }
    );
  });

  it('needs an openid', () => {
    expect(userInfoGuard.safeParse({ unionid: 'u1' }).error?.issues).toMatchObject([
      { path: ['openid'], message: 'is required' },
    ]);
  });
});
