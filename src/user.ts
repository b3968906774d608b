import { ConnectorError, ConnectorErrorCodes } from '@logto/connector-kit';

import { maxAvatarLength, maxNameLength } from './constant.js';
import type { Settings } from './types.js';

/**
 * The id by which Logto recognizes a user: the openid, which is another one in each app, or the unionid,
 * which is the same in all apps of one Open Platform account.
 *
 * @throws `InvalidConfig` if the unionid is required and WeChat gave none.
 */
export const toId = (
  { openid, unionid }: { openid: string; unionid?: string | null },
  { userId, signInWith }: Settings
): string => {
  if (userId === 'unionid' && !unionid) {
    throw new ConnectorError(ConnectorErrorCodes.InvalidConfig, {
      errorDescription:
        signInWith === 'both'
          ? 'WeChat gave no unionid, so the same person would be two users inside and outside the WeChat app. Bind the website application and the service account to one WeChat Open Platform account (微信开放平台).'
          : 'WeChat gave no unionid: bind the service account to a WeChat Open Platform account (微信开放平台), or set User ID to openid.',
    });
  }

  return (userId !== 'openid' && unionid) || openid;
};

/** A nickname as a name: without control characters, and not longer than Logto stores. */
export const toName = (nickname = ''): string | undefined => {
  const name = nickname.replaceAll(/[\0-\x1F\x7F-\x9F]/g, '').trim();

  return Array.from(name).slice(0, maxNameLength).join('').trim() || undefined;
};

/** The avatar's address if Logto can store it, over https: WeChat often says http, and serves both. */
export const toAvatar = (headimgurl = ''): string | undefined => {
  const url = headimgurl.replace(/^http:/i, 'https:');

  return /^https:\/\/[!-~]+$/i.test(url) && url.length <= maxAvatarLength && URL.canParse(url)
    ? url
    : undefined;
};
