import { readFile, writeFile } from 'node:fs/promises';

/**
 * Puts together the page that the Console shows beside the form. The Console takes one file, in
 * which links between files lead nowhere, and most of its readers here read Chinese.
 */
export const writeConsoleGuide = async (): Promise<void> => {
  const english = await readFile('docs/setup.md', 'utf8');
  const chinese = await readFile('docs/setup.zh-CN.md', 'utf8');
  const chineseTitle = chinese.slice('# '.length, chinese.indexOf('\n'));

  await writeFile(
    'lib/setup.md',
    [`**中文指南在英文之后，请向下翻到“${chineseTitle}”。**\n`, english, '---\n', chinese]
      .join('\n')
      .replaceAll(/\[([^\]]+)\]\((setup[^)]*)\)/g, '$1 `docs/$2`')
  );
};
