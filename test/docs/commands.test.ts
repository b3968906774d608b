import { describe, expect, it } from 'vitest';

import { codeTermsOf, files, pageOf, read, sectionsOf, textOf } from './markdown.js';

describe('commands', () => {
  const checkedLines = read('.ci/run')
    .split('\n')
    .filter((line) => !/^\s*#/.test(line));

  /** With the same arguments; more may follow after `--`. A clean checkout installs by `npm ci`. */
  const isRunByCi = (command: string): boolean => {
    const words = command.replace(/^npm install$/, 'npm ci').replaceAll(/[^\w ]/g, '\\$&');

    return checkedLines.some((line) => new RegExp(`(?:^|\\s)${words}(?:\\s+--.*)?$`).test(line));
  };

  const tests = files
    .filter((file) => /^test\/.*\.test\.ts$/.test(file) && !file.startsWith('test/docs/'))
    .map(read);

  /** What serves until somebody ends it is started by a test, with the same option. */
  const isStartedByTests = (command: string): boolean => {
    const option = /^npm start -- (--\w+)/.exec(command)?.[1];

    return option !== undefined && tests.some((test) => test.includes(`'${option}'`));
  };

  it.each([
    ['README.md', 'Try it'],
    ['README.md', 'Develop'],
    ['README.zh-CN.md', '试用'],
    ['README.zh-CN.md', '开发'],
  ])('of %s, %s, are run by .ci/run or started by a test', (file, title) => {
    const { blocks = [] } =
      sectionsOf(pageOf(file)).find(({ heading }) => textOf(heading) === title) ?? {};
    const commands = [
      ...blocks.flatMap(({ type, value = '' }) => (type === 'code' ? value.split('\n') : [])),
      ...blocks.flatMap(codeTermsOf).filter((term) => /^(?:npm|npx|node) /.test(term)),
    ]
      .flatMap((line) => line.replace(/(?:^|\s)#.*/, '').split('&&'))
      .map((command) => command.trim())
      .filter(Boolean);

    expect(commands.length).toBeGreaterThan(0);
    expect(commands.filter((command) => !isRunByCi(command) && !isStartedByTests(command))).toEqual(
      []
    );
  });
});
