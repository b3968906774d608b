import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** What the page has that keeps somebody out, by the rules of axe. */
export const violationsOn = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe.source);

  const { violations } = await page.evaluate<AxeResults>('axe.run()');

  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`);
};
