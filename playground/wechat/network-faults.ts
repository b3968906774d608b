import type { Socket } from 'node:net';
import type { ConnectionOptions, TLSSocket } from 'node:tls';

import { apiHost } from './hosts.js';

/** What can go wrong on the way to WeChat, on demand. */

export type NetworkFault = {
  /** What differs in a connection, where it is turned to the simulated WeChat in this process. */
  options?: ConnectionOptions;
  /** The hosts to which that is, if not to all of the API's. */
  hosts?: readonly string[];
  /** What the server does with a connection, before TLS. */
  onConnection?: (tcp: Socket) => void;
  /** What the server does with a request instead of answering. `tcp` is the connection below TLS. */
  onRequest?: (socket: TLSSocket, tcp: Socket) => void;
};

/** Nobody listens there. */
const closedPort = { port: 1 };

const headers = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 500\r\n\r\n';

/** The ways in which a network fails. */
export const networkFaults = {
  apiHostDown: { options: closedPort, hosts: [apiHost] },
  refused: { options: closedPort },
  'unknown name': {
    options: {
      host: apiHost,
      lookup: (host, _options, callback) => {
        callback(Object.assign(new Error(`no ${host}`), { code: 'ENOTFOUND' }), []);
      },
    },
  },
  // In a session that is resumed Node does not look at the certificate.
  'certificate of another host': { options: { servername: 'example.com', session: undefined } },
  'reset before TLS': {
    onConnection: (tcp) => {
      tcp.resetAndDestroy();
    },
  },
  'reset before the headers': {
    onRequest: (_socket, tcp) => {
      tcp.resetAndDestroy();
    },
  },
  'body cut off': {
    onRequest: (socket) => {
      socket.end(`${headers}{"access_token":`);
    },
  },
  'not HTTP': {
    onRequest: (socket) => {
      socket.end('SSH-2.0-OpenSSH_9.2\r\n');
    },
  },
  'no answer': { onRequest: () => undefined },
  'no end of the body': {
    onRequest: (socket) => {
      socket.write(`${headers}{`);
    },
  },
} satisfies Record<string, NetworkFault>;

/** One of {@link networkFaults}. */
export type NetworkFaultName = keyof typeof networkFaults;
