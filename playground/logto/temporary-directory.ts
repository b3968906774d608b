import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A directory that goes when the process goes. */
export const createDirectory = async (prefix: string): Promise<string> => {
  const directory = await mkdtemp(path.join(tmpdir(), prefix));

  const remove = () => {
    rmSync(directory, { recursive: true, force: true });
  };

  process.once('exit', remove);
  // Vitest ends its workers so, and then there is no `exit`.
  process.once('SIGTERM', () => {
    remove();
    process.kill(process.pid, 'SIGTERM');
  });

  return directory;
};
