import type { Hono } from 'hono';

import { serveHttp } from '../wechat/serve.js';
import type { Words } from '../words/en.js';

/**
 * Serves an application on loopback.
 *
 * @param command what was typed, for the sentence.
 * @returns a sentence if the port cannot be used.
 */
export const listenOn = async (
  app: Hono,
  port: number,
  command: string,
  { portInUse, portUnusable }: Words['terminal']
): Promise<string | undefined> => {
  try {
    await serveHttp(app, port);

    return undefined;
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);

    return reason === 'EADDRINUSE'
      ? portInUse(port, `PORT=${port === 65_535 ? port - 1 : port + 1} ${command}`)
      : portUnusable(port, reason);
  }
};
