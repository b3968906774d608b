import type { Settings } from './types.js';

/**
 * Whether a page is open inside WeChat, on a phone or on a computer. WeCom (`wxwork`) also says
 * `MicroMessenger`, but is another product with other accounts.
 */
export const isInsideWechat = (userAgent = ''): boolean =>
  /MicroMessenger/i.test(userAgent) && !/wxwork/i.test(userAgent);

const isPhone = (userAgent: string): boolean => {
  const has = (...parts: string[]) => parts.every((part) => userAgent.includes(part));

  const isOne =
    has('iPhone') || has('iPod') || has('Android', 'Mobile') || has('Phone;', 'Harmony');

  return isOne && !has('iPad') && !has('Tablet');
};

/**
 * Whether a browser (they all begin with `Mozilla/`) would end at WeChat's page: a phone cannot scan the
 * QR code on its own screen, and the service account's page does not open outside WeChat.
 */
export const isDeadEnd = (
  { signInWith }: Pick<Settings, 'signInWith'>,
  userAgent = ''
): boolean => {
  const isOutside = !isInsideWechat(userAgent);
  const deadEnds = {
    website: isPhone(userAgent),
    both: isPhone(userAgent) && isOutside,
    serviceAccount: isOutside,
  };

  return userAgent.startsWith('Mozilla/') && deadEnds[signInWith];
};
