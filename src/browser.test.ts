import { expect, it } from 'vitest';

import { browsers } from '../test/support/browsers.js';
import { isDeadEnd, isInsideWechat } from './browser.js';

it.each(browsers)('tells a %s by %j', ([device, place], userAgent) => {
  const isPhone = device === 'phone';
  const isOutside = place === 'outside';
  const isDeadEndFor = (signInWith: 'website' | 'both' | 'serviceAccount') =>
    isDeadEnd({ signInWith }, userAgent);

  expect(isInsideWechat(userAgent)).toBe(!isOutside);
  expect(isDeadEndFor('website')).toBe(isPhone);
  expect(isDeadEndFor('both')).toBe(isPhone && isOutside);
  expect(isDeadEndFor('serviceAccount')).toBe(device !== 'program' && isOutside);
});
