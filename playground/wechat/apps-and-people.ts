import type { App, Person } from './model.js';

/** The apps and people of the simulated WeChat. None of them exists. */

/** A website app that was granted everything. */
export const websiteApp: App = {
  kind: 'website',
  appid: 'wx7d3c5b9a1e8f2046',
  secret: '9f86d081884c7d659a2feaa0c55ad015',
  name: '示例网站',
  domain: 'logto.example.com',
  scopes: ['snsapi_userinfo', 'snsapi_login'],
  account: 'example',
};

/** Another company's. As many website apps are: `snsapi_login` is all that WeChat gave it. */
export const loginOnlyApp: App = {
  ...websiteApp,
  appid: 'wx2b8e6f4d0c1a9735',
  secret: '60303ae22b998861bce3b28f33eec1be',
  name: '新网站',
  scopes: ['snsapi_login'],
  account: 'other',
};

/** For a site on this machine its callback domain is the wrong one. */
export const strayApp: App = {
  ...websiteApp,
  appid: 'wx0c9d4e7f2a6b1835',
  secret: 'a665a45920422f9d417e4867efdc4fb8',
  name: '搬家网站',
};

/** A service account (服务号), bound to the same Open Platform account as the {@link websiteApp}. */
export const serviceAccount: App = {
  ...websiteApp,
  kind: 'serviceAccount',
  appid: 'wx51a7c9e3b5d80f62',
  secret: 'fd61a03af4f77d870fc21e05e7e80678',
  name: '示例服务号',
  scopes: ['snsapi_userinfo'],
};

/** Bound to no Open Platform account, so nobody has a unionid in it. */
export const unboundAccount: App = {
  ...serviceAccount,
  appid: 'wx6a1f3d8e5b7c2094',
  secret: 'b3a8e0e1f9ab1bfe3a36f231f676f78b',
  name: '独立服务号',
  account: undefined,
};

/** As {@link strayApp}. */
export const strayAccount: App = {
  ...serviceAccount,
  appid: 'wx93e5b0d7c2f8a416',
  secret: '2e7d2c03a9507ae265ecf5b5356885a5',
  name: '搬家服务号',
};

/** A test account (测试号). */
export const testAccount: App = {
  ...unboundAccount,
  kind: 'testAccount',
  appid: 'wx3e8d5a7c1f9b6024',
  secret: '2c624232cdd221771294dfbb310aca00',
  name: '示例测试号',
};

/** All apps, those of a site with its domain; the stray ones have another. */
export const appsOf = (domain: string): readonly App[] => [
  ...[websiteApp, loginOnlyApp, serviceAccount, unboundAccount, testAccount].map((app) => ({
    ...app,
    domain,
  })),
  ...[strayApp, strayAccount],
];

const createPerson = (id: string, nickname: string, rest: Partial<Person> = {}): Person => ({
  id,
  nickname,
  headimgurl: `http://thirdwx.qlogo.cn/mmopen/vi_32/${id}/132`,
  hasUnionid: true,
  isFollower: true,
  ...rest,
});

/** One for each thing that can be special about somebody. */
export const people: readonly Person[] = [
  createPerson('ming', '小明 🌈'),
  createPerson('lan', '阿兰', { headimgurl: '' }),
  createPerson('kit', '  👩🏽‍🚀\u0007Kit\u0000\n🏳️‍🌈\u001F '),
  createPerson('sam', 'Sam', { hasUnionid: false }),
  createPerson('xin', '小新', { isFollower: false }),
  createPerson('rui', '瑞', { isRestricted: true }),
  createPerson('snap', '微信用户', { headimgurl: '', isSnapshot: true }),
];
