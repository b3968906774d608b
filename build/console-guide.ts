import { readFile, writeFile } from 'node:fs/promises';

/** A line that leads to other files, such as the guide in another language. */
const fileLinks = /^.*\]\((?!https:|#).*\n\n/gm;

/**
 * Puts together the page that the Console shows beside the form. The Console takes one file, in which
 * links to other files lead nowhere. Most of its readers here read Chinese, so the page begins with a link
 * to the Chinese half.
 */
export const writeConsoleGuide = async (): Promise<void> => {
  const english = await readFile('docs/setup.md', 'utf8');
  const chinese = await readFile('docs/setup.zh-CN.md', 'utf8');
  const chineseTitle = chinese.slice('# '.length, chinese.indexOf('\n'));
  const otherLanguages = [...english.matchAll(/\[(.+?)\]\(setup\.(?!zh-CN)[\w-]+\.md\)/g)].map(
    ([, name]) => name
  );

  await writeFile(
    'lib/setup.md',
    [
      `**[中文指南](#${chineseTitle})**\n`,
      `${otherLanguages.join(', ')}: in the folder \`docs\` of the package.\n`,
      english.replaceAll(fileLinks, ''),
      '---\n',
      chinese.replaceAll(fileLinks, ''),
    ].join('\n')
  );
};
