import { en, type Words } from './en.js';
import { zhCN } from './zh-CN.js';

/** The words of every language that the playground has, by its tag. */
export const languages: Readonly<Record<string, Words>> = { en, 'zh-CN': zhCN };

/**
 * The words for a language.
 *
 * @param tag as a browser or `LANG` has it: any Chinese gets the one there is, all else English.
 */
export const findWords = (tag = ''): Words => (/^zh(?![a-z])/i.test(tag) ? zhCN : en);

/** The words for a terminal, by the variables of POSIX in their order. */
export const findTerminalWords = ({
  LC_ALL,
  LC_MESSAGES,
  LANG,
}: Readonly<Record<string, string | undefined>>): Words => findWords(LC_ALL || LC_MESSAGES || LANG);
