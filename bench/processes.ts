import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

import type { Certificate } from '../playground/wechat/certificate.js';

/** Starts a script of this folder. Should it fail, its reason is on the terminal and all ends. */
const start = (script: string, parameters: string[] = []): ChildProcess => {
  // Not the loader that this process runs with: its hooks would be measured as well.
  const child = fork(path.join(import.meta.dirname, script), parameters, {
    execArgv: ['--expose-gc'],
  });

  child.once('exit', (status) => {
    if (status !== 0) {
      process.exit(1);
    }
  });

  return child;
};

/** The child's next message. */
const receive = async <Message>(child: ChildProcess): Promise<Message> => {
  const [message] = (await once(child, 'message')) as [Message];

  return message;
};

/** The process that all contenders ask. */
export type Server = {
  port: number;
  /** The requests since the last count. */
  countRequests: () => Promise<number>;
  stop: () => void;
};

/** Starts the process that all contenders ask. */
export const startServer = async (certificate: Certificate): Promise<Server> => {
  const child = start('wechat.mjs');

  child.send(certificate);

  return {
    port: await receive<number>(child),
    countRequests: async () => {
      child.send('count');

      return receive<number>(child);
    },
    stop: () => {
      child.disconnect();
    },
  };
};

/** A path with delay to the server. */
export type Relay = {
  port: number;
  /** Of the connections from now on, in milliseconds. Begins a new count of connections. */
  setRoundTripTime: (time: number) => Promise<void>;
  /** The connections since the last count. */
  countConnections: () => Promise<number>;
  stop: () => void;
};

/** Starts a process with a path to `port`, at first without delay. */
export const startRelay = async (port: number): Promise<Relay> => {
  const child = start('relay.mjs', [String(port)]);

  return {
    port: await receive<number>(child),
    setRoundTripTime: async (time) => {
      child.send(time);
      await receive(child);
    },
    countConnections: async () => {
      child.send('count');

      return receive<number>(child);
    },
    stop: () => {
      child.disconnect();
    },
  };
};

/**
 * Starts a WeChat that answers one request, `delay` milliseconds late, and no other.
 *
 * @param answered which request that is, from 1; 0 for none.
 */
export const startSlowServer = async (
  certificate: Certificate,
  { answered, delay }: { answered: number; delay: number }
): Promise<number> => {
  let requests = 0;
  const server = createServer(certificate, (_, response) => {
    requests += 1;

    if (requests === answered) {
      setTimeout(() => {
        response.end('{"access_token":"token","openid":"openid","scope":"snsapi_userinfo"}');
      }, delay);
    }
  });

  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');

  return (server.address() as AddressInfo).port;
};

/** What `contender.mjs` measures: parameters and figures. */
type Measures = {
  load: () => number;
  firstSignIn: () => number;
  signIns: (count: number, atOnce: number) => { time: number; cpu: number };
  outcome: (choices: { code: string; scope?: string }) => { succeeded: boolean; time: number };
  memory: () => number;
};

type Figures<Name extends keyof Measures> = ReturnType<Measures[Name]>;

/** A process with one contender. */
export type Contender = {
  measure: <Name extends keyof Measures>(
    name: Name,
    ...parameters: Parameters<Measures[Name]>
  ) => Promise<Figures<Name>>;
  stop: () => Promise<void>;
};

/** Starts a process with one contender, whose connections all end at `port`. */
export const startContender = async (
  entry: string,
  port: number,
  ca: string
): Promise<Contender> => {
  const child = start('contender.mjs', [JSON.stringify({ entry, port, ca })]);

  await receive(child);

  return {
    measure: async (name, ...parameters) => {
      child.send([name, ...(parameters as unknown[])]);

      return receive(child);
    },
    stop: async () => {
      child.disconnect();
      await once(child, 'exit');
    },
  };
};
