import type { Context } from 'hono';
import { languageDetector } from 'hono/language';

import { en, type Words } from '../words/en.js';

const languages: Record<string, Words> = { en };

/** Finds the language of the playground's own words: the browser's, English if there are none in it. */
export const detectLanguage = languageDetector({
  order: ['header'],
  supportedLanguages: Object.keys(languages),
  fallbackLanguage: en.lang,
  caches: false,
});

/** The words for a request that went through {@link detectLanguage}. */
export const wordsFor = (context: Context): Words => languages[context.get('language')] ?? en;
