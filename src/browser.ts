import type { Settings } from './types.js';

/**
 * Whether a page is open inside WeChat, on a phone or on a computer. WeCom (`wxwork`) also says
 * `MicroMessenger`, but is another product with other accounts.
 */
export const isInsideWechat = (userAgent = ''): boolean =>
  /MicroMessenger/i.test(userAgent) && !/wxwork/i.test(userAgent);

// With `^` a search begins once. A long user agent could keep the processor busy otherwise.
const isPhone = (userAgent: string): boolean =>
  /iPhone|iPod|^(?=.*Android).*Mobile|^(?=.*Phone;).*(?:OpenHarmony|HarmonyOS)/.test(userAgent) &&
  !/iPad|Tablet/.test(userAgent);

/**
 * Whether a browser would end at WeChat's page: a phone cannot scan the QR code on its own screen, inside
 * WeChat or outside, and the service account's page does not open outside WeChat. A program is no browser.
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
