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
  it('shows three fields and the page language, and more when asked for more', () => {
    const { Text, Select, Switch } = ConnectorConfigFormItemType;
    const shown = [{ targetKey: 'isInAppSignInEnabled', expectValue: true }];
    const rows = formItems.map(({ key, type, required, isConfidential, ...item }) => [
      key,
      type,
      [...(required ? ['required'] : []), ...(isConfidential ? ['masked'] : [])].join(),
      item.defaultValue,
      item.showConditions,
    ]);

    expect(rows).toEqual([
      ['clientId', Text, 'required', undefined, undefined],
      ['clientSecret', Text, 'required,masked', undefined, undefined],
      ['scope', Select, '', 'snsapi_userinfo', undefined],
      ['lang', Select, '', 'cn', undefined],
      ['isInAppSignInEnabled', Switch, '', false, undefined],
      ['officialAccountClientId', Text, 'required', undefined, shown],
      ['officialAccountClientSecret', Text, 'required,masked', undefined, shown],
    ]);
  });

  const choices = formItems.flatMap(({ key, ...item }) =>
    'selectItems' in item ? item.selectItems.map((choice) => ({ key, ...choice })) : []
  );

  it('offers only choices that the guard takes', () => {
    expect(choices.map(({ key, value }) => [key, value])).toEqual([
      ['scope', 'snsapi_userinfo'],
      ['scope', 'snsapi_login'],
      ['scope', 'snsapi_base'],
      ['lang', 'cn'],
      ['lang', 'en'],
    ]);

    for (const { key, value } of choices) {
      expect(wechatConfigGuard.safeParse({ ...config, [key]: value }).success).toBe(true);
    }
  });

  it('has titles that the Console shows in full', () => {
    for (const { title } of choices as { title: string }[]) {
      expect(title).toMatch(/^.{1,50}$/);
    }
  });

  it('describes each field by one sentence in English, then one in Chinese', () => {
    for (const { description } of formItems) {
      expect(description).toMatch(/^[A-Z][^.]{10,110}\. [^。]{5,50}。$/);
      expect(description?.split('. ')[1]).toMatch(/\p{Script=Han}{3}/u);
    }
  });

  it('says which scope to choose, in the list and below it', () => {
    const scope = formItems.find(({ key }) => key === 'scope');

    expect(scope?.description).toMatch(/choose snsapi_login\..*选择 snsapi_login。/);
    expect(choices.find(({ value }) => value === 'snsapi_login')).toMatchObject({
      title: expect.stringContaining('documented') as string,
    });
  });
});
