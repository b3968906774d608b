import type { TestProject } from 'vitest/node';

import { packConnector } from '../../playground/logto/install.js';

/** Packs the connector once for all test files; they find it by `inject('tarball')`. */
const setup = async ({ provide }: TestProject): Promise<void> => {
  provide('tarball', await packConnector());
};

export default setup;
