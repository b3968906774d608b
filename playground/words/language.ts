import type { Context } from 'hono';
import { setCookie } from 'hono/cookie';
import { languageDetector } from 'hono/language';

import type { Words } from './en.js';
import { findWords, languages } from './words.js';

const cookie = 'playground-language';

/** Finds the language of our own words on a page: the chosen one, the browser's, or English. */
export const detectLanguage = languageDetector({
  order: ['cookie', 'header'],
  lookupCookie: cookie,
  caches: false,
  supportedLanguages: Object.keys(languages),
  fallbackLanguage: 'en',
  // The one Chinese that there is, for any Chinese.
  convertDetectedLanguage: (tag) => tag.replace(/^zh(?![a-z]).*/i, 'zh-CN'),
});

/** The words for a request that went through {@link detectLanguage}. */
export const wordsFor = (context: Context): Words => findWords(context.get('language'));

/** Keeps a choice of language in the browser, for a year. */
export const keepLanguage = (context: Context, tag?: string): void => {
  setCookie(context, cookie, findWords(tag).lang, {
    httpOnly: true,
    sameSite: 'Strict',
    maxAge: 365 * 24 * 60 * 60,
  });
};
