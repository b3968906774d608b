import { describe, expect, it } from 'vitest';

import { en } from '../../playground/words/en.js';
import { findTerminalWords } from '../../playground/words/words.js';
import { zhCN } from '../../playground/words/zh-CN.js';

it.each([
  [{}, 'en'],
  [{ LANG: 'zh_CN.UTF-8' }, 'zh-CN'],
  [{ LANG: 'zh_TW' }, 'zh-CN'],
  [{ LANG: 'C.UTF-8' }, 'en'],
  [{ LANG: 'en_US.UTF-8', LC_MESSAGES: 'zh_CN.UTF-8' }, 'zh-CN'],
  [{ LANG: 'zh_CN.UTF-8', LC_MESSAGES: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'en'],
  [{ LANG: 'zh_CN.UTF-8', LC_ALL: '' }, 'zh-CN'],
])('with %o the terminal shows %s', (environment, language) => {
  expect(findTerminalWords(environment).lang).toBe(language);
});

type Words = { [key: string]: string | ((...values: string[]) => string) | Words };

/** All sentences with their places in the table; where values go in, there are numbers. */
const flatten = (words: Words, place = ''): [place: string, sentence: string][] =>
  Object.entries(words).flatMap(([key, value]): [string, string][] => {
    if (typeof value === 'object') {
      return flatten(value, `${place}${key}.`);
    }

    return [[`${place}${key}`, typeof value === 'function' ? value('1', '2') : value]];
  });

describe('the Chinese', () => {
  const english = new Map(flatten(en as unknown as Words));
  const sameInBoth = /^(?:lang|.*\.http\d+)$/;
  const translated = flatten(zhCN as unknown as Words).filter(
    ([place, sentence]) => !sameInBoth.test(place) && !['en', 'English'].includes(sentence)
  );

  it('leaves nothing in English', () => {
    for (const [place, sentence] of translated) {
      expect(sentence, place).toMatch(/\p{Script=Han}/u);
      expect(sentence, place).not.toBe(english.get(place));
    }
  });

  it('has its own punctuation, and spaces beside Latin letters and digits', () => {
    for (const [place, sentence] of translated) {
      expect(sentence, place).not.toMatch(/\p{Script=Han} ?[,.:;?!()"]|[,;?!()"] ?\p{Script=Han}/u);
      expect(sentence, place).not.toMatch(/\p{Script=Han}[a-z\d]|[a-z\d]\p{Script=Han}/iu);
    }
  });
});
