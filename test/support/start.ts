import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';

export const root = path.join(import.meta.dirname, '../..');

/** Starts a command, in this project unless told of another folder, with no more of the environment than is given. */
export const start = (
  command: string,
  parameters: string[],
  environment: Record<string, string> = {},
  cwd = root
) => {
  // In a process group of its own, so that all of it can be killed.
  const child = spawn(command, parameters, {
    cwd,
    detached: true,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
  });
  let output = '';

  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      output += data.toString();
    });
  }

  return {
    child,
    killAll: () => {
      try {
        process.kill(-(child.pid ?? 0), 'SIGKILL');
      } catch {
        // Nothing is left of it.
      }
    },
    /** @returns what has been printed until then. */
    waitFor: async (words: string) => {
      while (!output.includes(words)) {
        await once(child.stdout, 'data');
      }

      return output;
    },
    /** Waits until nothing holds the output any more: neither the child, nor what it has started. */
    end: async () => {
      const [code] = (await once(child, 'close')) as [number | null];

      return { code, output };
    },
  };
};

/** What the script `start` of package.json runs. */
export const startMain = (
  parameters: string[],
  environment?: Record<string, string>,
  cwd?: string
) =>
  start(
    process.execPath,
    ['--import', './tsx.mjs', 'playground/main.ts', ...parameters],
    environment,
    cwd
  );

/** A port that is most probably free, as is the next one: systems give out ports above these. */
export const choosePort = (): number => 20_000 + 2 * randomInt(6000);
