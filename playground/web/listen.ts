import type { Hono } from 'hono';

import { serveHttp } from '../wechat/serve.js';
import type { Words } from '../words/en.js';

/**
 * Serves an application on loopback, or says why the port cannot be used, and ends this process.
 *
 * @param command what was typed, for the sentence.
 */
export const listenOn = async (
  app: Hono,
  port: number,
  command: string,
  { portInUse, portUnusable }: Words['terminal']
): Promise<void> => {
  try {
    await serveHttp(app, port);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);

    console.error(
      reason === 'EADDRINUSE'
        ? portInUse(port, `PORT=${port === 65_535 ? port - 1 : port + 1} ${command}`)
        : portUnusable(port, reason)
    );
    process.exit(1);
  }
};
