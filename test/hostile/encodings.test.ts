import { expect, it } from 'vitest';

import { start } from '../support/start.js';

/**
 * An error page in an encoding and without content ends the process on Node 20.13 to 20.18.0 and 22.2
 * to 22.9 if its body is not read (https://github.com/nodejs/undici/issues/3616). So `.ci/run` names
 * such a Node by `ODD_NODE`. HTTP 407 and 421 end it nevertheless, because `fetch` drops their bodies
 * itself: SECURITY.md names those releases.
 */
it('no error page ends the process', async () => {
  const { end } = start(process.env.ODD_NODE ?? process.execPath, [
    ...['--import', './tsx.mjs', 'test/hostile/encodings-run.ts'],
  ]);

  await expect(end()).resolves.toEqual({
    code: 0,
    output: '[302,404,502,302,404,502,302,404,502]\n',
  });
});
