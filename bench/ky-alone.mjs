import ky from 'ky';

import { createMinimalConnector } from './bare-fetch.mjs';

/** The HTTP client that this connector uses, with its own defaults. */
export default createMinimalConnector(async (url) => ky(url).json());
