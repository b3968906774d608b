import { readFile, writeFile } from 'node:fs/promises';

/** The line of a guide that leads to the other languages. */
const languageLine = /^\[.+?\]\(setup\..*\n\n/m;

/**
 * Puts together the page that the Console shows beside the form. The Console takes one file, in
 * which links between files lead nowhere, and most of its readers here read Chinese.
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
      `**中文指南在英文之后，请向下翻到“${chineseTitle}”。**\n`,
      `${otherLanguages.join(', ')}: in the folder \`docs\` of the connector's repository.\n`,
      english.replace(languageLine, ''),
      '---\n',
      chinese.replace(languageLine, ''),
    ].join('\n')
  );
};
