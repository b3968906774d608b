import { readFile, writeFile } from 'node:fs/promises';

import { defineConfig } from 'tsup';

/**
 * Puts together the page that the Console shows beside the form. The Console takes one file, in
 * which links between files lead nowhere, and most of its readers here read Chinese.
 */
const writeConsoleGuide = async () => {
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

/**
 * Logto unpacks the package without installing anything, and it recognizes only the errors of its
 * own kit. So every library goes into the one file, but for the kit, which must not: tsup leaves
 * out what stands in `dependencies`, and the kit stands there alone.
 */
export default defineConfig({
  entry: ['src/index.ts'],
  outDir: 'lib',
  format: 'esm',
  target: 'node20',
  clean: true,
  treeshake: true,
  onSuccess: writeConsoleGuide,
});
