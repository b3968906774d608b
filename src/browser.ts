import type { Settings } from './types.js';

/**
 * Whether a page is open inside WeChat, on a phone or on a computer. WeCom (`wxwork`) also says
 * `MicroMessenger`, but is another product with other accounts.
 */
export const isInsideWechat = (userAgent = ''): boolean =>
  /MicroMessenger/i.test(userAgent) && !/wxwork/i.test(userAgent);

const isPhone = (userAgent: string): boolean =>
  /iPhone|iPod|Android.*Mobile|Phone; (?:OpenHarmony|HarmonyOS)/.test(userAgent) &&
  !/iPad|Tablet/.test(userAgent);

/**
 * Whether WeChat's page would be a dead end in this browser: a phone cannot scan the QR code on its own
 * screen, and the page for the inside of WeChat does not open outside. What is not known to be a browser
 * may be a program of the operator's, so for that the answer is no.
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
