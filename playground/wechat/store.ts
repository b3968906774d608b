import { createHash, randomBytes } from 'node:crypto';

import type { App, AuthorizationRequest, Grant, Person } from './model.js';

/** What the simulated WeChat knows from the start. */
export type World = {
  apps: readonly App[];
  people: readonly Person[];
  /** The clock, in milliseconds. */
  now?: () => number;
};

/** What it remembers while it runs. */
export type Store = ReturnType<typeof createStore>;

type Page = AuthorizationRequest & { person?: Person };
type Issued = Grant & { expiresAt: number };

const minute = 60_000;
const refreshTokenLife = 30 * 24 * 60 * minute;

/** Milliseconds. */
export const accessTokenLife = 120 * minute;

/** Of pages, codes and tokens each: whoever asks again and again shall not fill the memory. */
const mostKept = 5000;

/** Keeps a value, and forgets the oldest if there are too many. */
const keep = <Value>(memory: Map<string, Value>, key: string, value: Value): void => {
  memory.set(key, value);

  if (memory.size > mostKept) {
    const [oldest = ''] = memory.keys();

    memory.delete(oldest);
  }
};

const hash = (...parts: string[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 27);

const createToken = () => `98_${randomBytes(48).toString('base64url')}`;

/** Whether people meet an app inside WeChat alone, where a QR code is no use. */
export const isInApp = ({ kind }: App): boolean => kind !== 'website';

/** A person's id in one app. */
export const openidOf = ({ app, person }: Grant): string =>
  `o${hash('openid', app.appid, person.id)}`;

/** Whether the scope opens `/sns/userinfo`. */
export const grantsUserInfo = ({ scope }: Grant): boolean =>
  /snsapi_(?:userinfo|login)/.test(scope);

/** A person's id in all apps of one account. With `snsapi_base` alone WeChat gives none. */
export const unionidOf = (grant: Grant): { unionid?: string } => {
  const { app, person } = grant;

  return app.account && person.hasUnionid && grantsUserInfo(grant)
    ? { unionid: `o${hash('unionid', app.account, person.id)}` }
    : {};
};

/** Pages, codes and tokens, in memory. */
export const createStore = ({ apps, people, now = Date.now }: World) => {
  const pages = new Map<string, Page>();
  const codes = new Map<string, Issued & { isUsed: boolean }>();
  const accessTokens = new Map<string, Issued>();
  const refreshTokens = new Map<string, Issued>();

  return {
    apps,
    pages,
    codes,
    accessTokens,
    refreshTokens,

    findApp: (appid?: string) => apps.find((app) => app.appid === appid),
    findPerson: (id?: string) => people.find((person) => person.id === id),
    isOver: ({ expiresAt }: Issued) => now() >= expiresAt,

    /** @returns the page's `uuid`. */
    addPage: (page: Page): string => {
      const uuid = randomBytes(8).toString('hex');

      keep(pages, uuid, page);

      return uuid;
    },

    addCode: (grant: Grant): string => {
      const code = `0${randomBytes(16).toString('hex').slice(1)}`;

      keep(codes, code, {
        ...grant,
        expiresAt: now() + (isInApp(grant.app) ? 5 : 10) * minute,
        isUsed: false,
      });

      return code;
    },

    addTokens: (grant: Grant) => {
      const accessToken = createToken();
      const refreshToken = createToken();

      keep(accessTokens, accessToken, { ...grant, expiresAt: now() + accessTokenLife });
      keep(refreshTokens, refreshToken, { ...grant, expiresAt: now() + refreshTokenLife });

      return { accessToken, refreshToken };
    },
  };
};
