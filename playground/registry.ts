import { type App, type Person } from './wechat.js';

/** Who and what the stand-in knows. None of it exists. */

export const websiteApp: App = {
  appid: 'wx7d3c5b9a1e8f2046',
  secret: '9f86d081884c7d659a2feaa0c55ad015',
  name: '示例网站',
  domain: 'logto.example.com',
  scopes: ['snsapi_base', 'snsapi_userinfo', 'snsapi_login'],
};

export const people: readonly Person[] = [
  {
    id: 'ming',
    nickname: '小明 🌈',
    headimgurl: 'http://thirdwx.qlogo.cn/mmopen/vi_32/ming/132',
    hasUnionid: true,
  },
];
