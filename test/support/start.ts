import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
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

/** @returns a port that was free just now. */
export const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1');

  await once(server, 'listening');

  const { port } = server.address() as AddressInfo;

  server.close();

  return port;
};
