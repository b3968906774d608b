import { pathToFileURL } from 'node:url';

import { serviceAccount, testAccount, websiteApp } from '../wechat/apps-and-people.js';
import type { App } from '../wechat/model.js';

/** What to type, as it is in every language. */
export type Plan = ReturnType<typeof createPlan>;

/** A field of the connector's form: its label, and a value or the title of an item. */
type Field = readonly [label: string, value: string];

const credentialsOf = ({ appid, secret }: App): Field[] => [
  ['Client ID', appid],
  ['Client Secret', secret],
];

const signInWith = 'Sign in with 登录方式';
const serviceAccountAlone: Field = [signInWith, 'Service account 服务号: inside WeChat 微信内'];
const userId = 'User ID 用户标识';

/** What to enter in the Console for each way to sign in, in the order of the form. */
const ways = {
  website: [
    [signInWith, 'Website application 网站应用: QR code 二维码'],
    ...credentialsOf(websiteApp),
  ],
  both: [
    [signInWith, 'Website application + service account 网站应用 + 服务号: both 两者'],
    ...credentialsOf(websiteApp),
    ['Service account AppID 服务号 AppID', serviceAccount.appid],
    ['Service account AppSecret 服务号 AppSecret', serviceAccount.secret],
  ],
  serviceAccount: [
    serviceAccountAlone,
    ...credentialsOf(serviceAccount),
    [userId, 'unionid: with an Open Platform account 已绑定开放平台'],
  ],
  testAccount: [
    serviceAccountAlone,
    ...credentialsOf(testAccount),
    [userId, 'openid: without an Open Platform account 未绑定开放平台'],
  ],
} satisfies Record<string, Field[]>;

/** For POSIX shells: nothing has a meaning between single quotes. */
const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** For Docker Compose, which replaces variables in quotes of either kind. */
const quoteForCompose = (text: string): string =>
  `'${text.replaceAll("'", "''").replaceAll('$', '$$$$')}'`;

/**
 * @param logto the address at which browsers find Logto: its `ENDPOINT`.
 * @param preload the file that Logto is to be started with.
 */
export const createPlan = (logto: URL, preload: string) => {
  const mounted = '/wechat-rehearsal.mjs';
  const volume = `${preload}:${mounted}:ro`;
  const option = `--import=${mounted}`;

  return {
    logto,
    ways,
    /** How to start Logto. */
    lines: {
      folder: `NODE_OPTIONS=${quote(`--import=${pathToFileURL(preload).href}`)} npm start`,
      docker: `docker run --network host -v ${quote(volume)} -e NODE_OPTIONS=${option} … svhd/logto`,
      compose: `services:
  logto:
    network_mode: host
    environment:
      NODE_OPTIONS: ${option}
      DB_URL: postgres://postgres:PASSWORD@127.0.0.1:5432/logto
    volumes:
      - ${quoteForCompose(volume)}
  database:
    ports:
      - 127.0.0.1:5432:5432`,
    },
  };
};
