import { ConnectorConfigFormItemType, ConnectorPlatform } from '@logto/connector-kit';
import logtoPhrases from '@logto/phrases-experience';
import { describe, expect, it, vi } from 'vitest';

import { bothConfig } from '../test/support/answers.js';
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
      i18nPhrasesGuard: z.object({ en: z.string(), cs: z.string().optional() }).strict(),
    }));

    try {
      const { defaultMetadata: metadata } = await import('./constant.js');

      for (const phrases of [metadata.name, metadata.description]) {
        expect(Object.keys(phrases)).toEqual(['en', 'cs']);
      }
    } finally {
      vi.doUnmock('@logto/connector-kit');
      vi.resetModules();
    }
  });
});

describe('form', () => {
  it('shows what belongs to the way of signing in', () => {
    const { Text, Select } = ConnectorConfigFormItemType;
    const ifBoth = [{ targetKey: 'signInWith', expectValue: 'both' }];
    const ifServiceAccount = [{ targetKey: 'signInWith', expectValue: 'serviceAccount' }];
    const rows = formItems.map(({ key, type, required, isConfidential, ...item }) => [
      key,
      type,
      [...(required ? ['required'] : []), ...(isConfidential ? ['masked'] : [])].join(),
      item.defaultValue,
      item.showConditions,
    ]);

    expect(rows).toEqual([
      ['signInWith', Select, '', 'website', undefined],
      ['clientId', Text, 'required', undefined, undefined],
      ['clientSecret', Text, 'required,masked', undefined, undefined],
      ['serviceAccountClientId', Text, 'required', undefined, ifBoth],
      ['serviceAccountClientSecret', Text, 'required,masked', undefined, ifBoth],
      ['userId', Select, '', 'openid', ifServiceAccount],
      ['scope', Select, '', 'snsapi_login', undefined],
      ['lang', Select, '', 'cn', undefined],
      ['fallbackUrl', Text, '', undefined, undefined],
    ]);
  });

  const choices = formItems.flatMap(({ key, ...item }) =>
    'selectItems' in item ? item.selectItems.map((choice) => ({ key, ...choice })) : []
  );

  it('offers only choices that the guard takes', () => {
    expect(choices.map(({ key, value }) => `${key} ${value}`)).toEqual([
      'signInWith website',
      'signInWith both',
      'signInWith serviceAccount',
      'userId openid',
      'userId unionid',
      'scope snsapi_login',
      'scope snsapi_userinfo',
      'scope snsapi_base',
      'lang cn',
      'lang en',
    ]);

    for (const { key, value } of choices) {
      const stored = { ...bothConfig, signInWith: 'serviceAccount', [key]: value };

      expect(wechatConfigGuard.safeParse(stored).success).toBe(true);
    }
  });

  it('has titles that the Console shows in full', () => {
    for (const { title } of choices as { title: string }[]) {
      expect(title).toMatch(/^.{1,71}$/);
    }
  });

  it('has labels that begin with what errors call a field', () => {
    const labels = formItems.map(({ label }) => label);
    const { apps } = wechatConfigGuard.parse(bothConfig);

    for (const name of apps.flatMap((app) => Object.values(app?.labels ?? {}))) {
      expect(labels.filter((label) => label.startsWith(name))).toHaveLength(1);
    }
  });

  it('describes each field in English, then in Chinese', () => {
    for (const { description } of formItems) {
      expect(description).toMatch(/^[A-Z][^。]{10,250}\. [^.。]*\p{Script=Han}.*。$/u);
    }
  });
});
