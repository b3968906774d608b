import { createMinimalConnector } from './minimal.mjs';

/** The runtime's own `fetch`. */
export default createMinimalConnector(async (url) => {
  const response = await fetch(url);

  return response.json();
});
