import type { Words } from '../words/en.js';

/**
 * Waits until something listens on the port, or says why it cannot, and ends this process.
 *
 * @param inUse what to say if another program uses the port.
 */
export const listenOrExit = async <Served>(
  served: Promise<Served>,
  port: number,
  inUse: string,
  { portUnusable }: Words['terminal']
): Promise<Served> => {
  try {
    return await served;
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);

    console.error(reason === 'EADDRINUSE' ? inUse : portUnusable(port, reason));
    process.exit(1);
  }
};
