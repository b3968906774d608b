import { ConnectorError, ConnectorErrorCodes, type SocialUserInfo } from '@logto/connector-kit';

import { maxAvatarLength, maxNameLength, maxRawDataDepth } from './constant.js';
import { grantsUserInfo } from './scope.js';
import type { Settings } from './types.js';
import { dropControls } from './utils.js';

// What Logto keeps of a user, made of what WeChat says

/**
 * The id by which Logto recognizes a user. A person has the same unionid in all apps of one Open
 * Platform account, and another openid in each app. So with two apps the unionid is required.
 *
 * Users can edit the scope in the address of WeChat's page. If the granted scope decided, the same
 * person could come back under another id. So the configured scope decides.
 *
 * @throws `InvalidConfig` if the unionid is required and WeChat gave none.
 */
export const toId = (
  { openid, unionid }: { openid: string; unionid?: string | null },
  { officialAccount, scope }: Settings
): string => {
  if (officialAccount && !unionid) {
    throw new ConnectorError(ConnectorErrorCodes.InvalidConfig, {
      errorDescription:
        'WeChat gave no unionid, so the same person would be two users inside and outside the WeChat app. Bind the website application and the service account to one WeChat Open Platform account (微信开放平台).',
    });
  }

  return (grantsUserInfo(scope) && unionid) || openid;
};

/** A nickname as a name: cut, if it is too long, between characters as users see them. */
export const toName = (nickname = ''): string | undefined => {
  const name = dropControls(nickname).toWellFormed().trim();

  if (name.length <= maxNameLength) {
    return name || undefined;
  }

  let length = 0;
  let end = 0;

  for (const { segment, index } of new Intl.Segmenter().segment(name)) {
    length += Array.from(segment).length;

    if (length > maxNameLength) {
      break;
    }

    end = index + segment.length;
  }

  return name.slice(0, end).trim() || undefined;
};

/** The avatar over https: WeChat often says http, and serves both. */
export const toAvatar = (headimgurl = ''): string | undefined => {
  const url = headimgurl.replace(/^http:/i, 'https:');

  // `new URL` takes quadratic time for a Unicode host name, so the length is checked first.
  if (url.length > maxAvatarLength || !/^https:\/\//i.test(url) || !URL.canParse(url)) {
    return undefined;
  }

  const { href } = new URL(url);

  // `new URL` encodes, which makes it longer.
  return href.length <= maxAvatarLength ? href : undefined;
};

/** The kit's type of `rawData`. */
type Json = Exclude<SocialUserInfo['rawData'], undefined>;

/** PostgreSQL's `jsonb` takes neither U+0000 nor half a surrogate pair. */
const toStorable = (text: string): string => text.replaceAll('\0', '').toWellFormed();

/** The tokens, and `__proto__`: merged into another object it would replace that one's prototype. */
const unwantedFields = ['__proto__', 'access_token', 'refresh_token'];

/**
 * Makes parsed JSON fit for Logto's `jsonb` column: text that can be stored, no unwanted fields, and
 * `null` in the place of what is nested too deep.
 */
export const toRawData = (json: unknown, depth = 1): Json => {
  if (typeof json === 'string') {
    return toStorable(json);
  }

  if (typeof json !== 'object' || json === null) {
    return json as Json;
  }

  if (depth > maxRawDataDepth) {
    return null;
  }

  return Array.isArray(json)
    ? json.map((item) => toRawData(item, depth + 1))
    : Object.fromEntries(
        Object.entries(json)
          .map(([name, value]) => [toStorable(name), toRawData(value, depth + 1)] as const)
          .filter(([name]) => !unwantedFields.includes(name))
      );
};
