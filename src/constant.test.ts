import { ConnectorConfigFormItemType, ConnectorPlatform } from '@logto/connector-kit';
import logtoPhrases from '@logto/phrases-experience';
import { describe, expect, it, vi } from 'vitest';

import { config } from '../test/support/answers.js';
import { defaultMetadata } from './constant.js';
import { wechatConfigGuard } from './types.js';

const { formItems = [] } = defaultMetadata;

describe('metadata', () => {
  it('is that of a web connector of its own, for the users of WeChat', () => {
    expect(defaultMetadata).toMatchObject({
      id: 'wechat-website',
      target: 'wechat',
      platform: ConnectorPlatform.Web,
      isTokenStorageSupported: true,
    });
  });

  it('says something in each language and beside each field', () => {
    const { logo, readme, name, description } = defaultMetadata;
    const texts = [
      logo,
      readme,
      ...Object.values(name),
      ...Object.values(description),
      ...formItems.flatMap((item) => [item.label, item.description]),
      ...formItems.flatMap((item) => ('placeholder' in item ? item.placeholder : 'none')),
    ];

    // The languages of Logto's sign-in page
    expect(Object.keys(name).sort()).toEqual(Object.keys(logtoPhrases).sort());
    expect(Object.keys(description)).toEqual(Object.keys(name));
    expect(name.en).not.toBe(description.en);
    expect(texts.filter((text) => typeof text !== 'string' || text.trim() === '')).toEqual([]);
  });

  it('leaves out the languages that the host does not know', async () => {
    const { z } = await import('zod');

    vi.resetModules();
    vi.doMock('@logto/connector-kit', async (importOriginal) => ({
      ...(await importOriginal<object>()),
      // It knows Czech alone of the newer languages.
      i18nPhrasesGuard: z.object({ en: z.string(), cs: z.string() }).strict(),
    }));

    try {
      const { defaultMetadata: metadata } = await import('./constant.js');
      const all = Object.keys(defaultMetadata.name);

      for (const phrases of [metadata.name, metadata.description]) {
        expect(Object.keys(phrases)).toEqual(
          all.filter((language) => !['ar', 'es-MX', 'th'].includes(language))
        );
      }
    } finally {
      vi.doUnmock('@logto/connector-kit');
      vi.resetModules();
    }
  });
});

describe('form', () => {
  it('shows three fields and the page language, and more when asked for more', () => {
    expect(formItems.map(({ key, type, showConditions }) => [key, type, showConditions])).toEqual([
      ['clientId', ConnectorConfigFormItemType.Text, undefined],
      ['clientSecret', ConnectorConfigFormItemType.Text, undefined],
      ['scope', ConnectorConfigFormItemType.Select, undefined],
      ['lang', ConnectorConfigFormItemType.Select, undefined],
      ['isInAppSignInEnabled', ConnectorConfigFormItemType.Switch, undefined],
      [
        'officialAccountClientId',
        ConnectorConfigFormItemType.Text,
        [{ targetKey: 'isInAppSignInEnabled', expectValue: true }],
      ],
      [
        'officialAccountClientSecret',
        ConnectorConfigFormItemType.Text,
        [{ targetKey: 'isInAppSignInEnabled', expectValue: true }],
      ],
    ]);
  });

  it('starts with the default scope, and sign-in inside WeChat off', () => {
    const defaults = formItems.flatMap(({ key, defaultValue }) =>
      defaultValue === undefined ? [] : [[key, defaultValue]]
    );

    expect(defaults).toEqual([
      ['scope', 'snsapi_userinfo'],
      ['isInAppSignInEnabled', false],
    ]);
  });

  it('requires what the guard requires, and masks the secrets', () => {
    const keysWith = (flag: 'required' | 'isConfidential') =>
      formItems.filter((item) => item[flag]).map(({ key }) => key);

    expect(keysWith('required')).toEqual([
      'clientId',
      'clientSecret',
      'officialAccountClientId',
      'officialAccountClientSecret',
    ]);
    expect(keysWith('isConfidential')).toEqual(['clientSecret', 'officialAccountClientSecret']);
  });

  const choices = formItems.flatMap(({ key, ...item }) =>
    'selectItems' in item ? item.selectItems.map((choice) => ({ key, ...choice })) : []
  );

  it('offers only choices that the guard takes', () => {
    expect(choices.map(({ key, value }) => [key, value])).toEqual([
      ['scope', 'snsapi_userinfo'],
      ['scope', 'snsapi_login'],
      ['scope', 'snsapi_base'],
      ['lang', ''],
      ['lang', 'cn'],
      ['lang', 'en'],
    ]);

    for (const { key, value } of choices) {
      expect(wechatConfigGuard.parse({ ...config, [key]: value })).toMatchObject(
        value ? { [key]: value } : { [key]: undefined }
      );
    }
  });

  it('has titles that the Console shows in full', () => {
    for (const { title } of choices as { title: string }[]) {
      expect(title).toMatch(/^.{1,50}$/);
    }
  });

  it('says which scope WeChat documents, in the list and below it', () => {
    const scope = formItems.find(({ key }) => key === 'scope');

    expect(scope?.description).toMatch(/WeChat’s guide .* snsapi_login/);
    expect(scope?.description).toContain('Scope 参数错误或没有 Scope 权限');
    expect(choices.find(({ value }) => value === 'snsapi_login')).toMatchObject({
      title: expect.stringContaining('documented') as string,
    });
  });
});
