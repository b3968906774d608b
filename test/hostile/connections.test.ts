import { once } from 'node:events';
import type { OutgoingHttpHeaders } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { drive } from '../../playground/logto/drive.js';
import { createCertificate } from '../../playground/wechat/certificate.js';
import { apiHost } from '../../playground/wechat/hosts.js';
import { redirect } from '../../playground/wechat/redirect.mjs';
import createConnector from '../../src/index.js';
import { code, config, tokenAnswer, userInfoAnswer } from '../support/answers.js';

/** How many connections sign-ins open to a WeChat that keeps them: each costs users round trips. */

const { signIn } = drive(createConnector);

type Encode = (json: string) => { headers: OutgoingHttpHeaders; body: string | Buffer };

/** The ways in which an answer can say where it ends. */
const encodings = {
  'a content-length': (json) => ({
    headers: { 'content-length': Buffer.byteLength(json) },
    body: json,
  }),
  chunks: (json) => ({ headers: { 'transfer-encoding': 'chunked' }, body: json }),
  'gzip in chunks': (json) => ({ headers: { 'content-encoding': 'gzip' }, body: gzipSync(json) }),
} satisfies Record<string, Encode>;

let server: Server;
let connections: number;
let restore: () => void;

const serve = async (encode: Encode) => {
  const certificate = await createCertificate([apiHost]);

  server = createServer(certificate, ({ url }, response) => {
    const answer = url?.startsWith('/sns/userinfo') ? userInfoAnswer : tokenAnswer;
    const { headers, body } = encode(JSON.stringify(answer));

    const middle = Math.floor(body.length / 2);

    // In two pieces, the second of which comes later than a turn of the event loop.
    response.writeHead(200, headers).write(body.slice(0, middle));
    setTimeout(() => response.end(body.slice(middle)), 10);
  });
  server.on('secureConnection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const { port } = server.address() as AddressInfo;

  restore = redirect(() => ({ port, ca: certificate.cert }));
};

beforeEach(() => {
  connections = 0;
});

afterEach(async () => {
  restore();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

describe.each(Object.entries(encodings))('with %s', (_, encode) => {
  it.each([1, 8])('%i sign-ins at once open no more connections than that', async (count) => {
    await serve(encode);

    const users = await Promise.all(
      Array.from({ length: count }, async () => signIn(config, { code }))
    );

    expect(users.map(({ id }) => id)).toEqual(Array(count).fill(tokenAnswer.unionid));
    expect(connections).toBe(count);
  });
});
