import { createServer } from 'node:https';

/**
 * WeChat's two calls over TLS on loopback, as lean as they come, in a process of its own: what is
 * measured is the connectors. Takes its certificate as the first message, and answers with its
 * port; every later message is answered with the number of requests since the one before.
 */

const openid = 'oLVPpjqs9BhvzwPj5A-vTYAX3GLc';
const unionid = 'o6_bmasdasdsad6_2sgVt7hMZOPfL';

const tokenFor = (scope) =>
  JSON.stringify({
    access_token: `86_${scope}-7v3Zx1nq0yYw5hQe2mLc8sRt4uKd6fJg9aBpXoViNzE`,
    expires_in: 7200,
    refresh_token: '86_2kQm7xLw4vRn9cYt1zHb6sFd3gJp8aUe5oXiBqVyNzC',
    openid,
    scope,
    unionid,
  });

const userInfo = JSON.stringify({
  openid,
  nickname: '小明 🌈',
  sex: 0,
  language: '',
  city: '',
  province: '',
  country: '',
  headimgurl: `https://thirdwx.qlogo.cn/mmopen/vi_32/${'Q0j4TwGTfTJ2mKx9'.repeat(5)}/132`,
  privilege: [],
  unionid,
});

const answers = [
  [/^\/sns\/oauth2\/access_token\?.*code=base/, tokenFor('snsapi_base')],
  [/^\/sns\/oauth2\/access_token\?/, tokenFor('snsapi_userinfo')],
  [/^\/sns\/userinfo\?.*access_token=86_snsapi_base/, '{"errcode":48001,"errmsg":"unauthorized"}'],
  [/^\/sns\/userinfo\?/, userInfo],
];

let requests = 0;

process.once('disconnect', () => process.exit());
process.once('message', (certificate) => {
  // One version for all: with TLS 1.2 a new session takes one round trip more.
  const options = { ...certificate, minVersion: 'TLSv1.3' };
  const server = createServer(options, ({ url }, response) => {
    const [, body] = answers.find(([pattern]) => pattern.test(url)) ?? [];

    requests += 1;
    response.writeHead(body ? 200 : 404, {
      'content-type': 'text/plain',
      'content-length': Buffer.byteLength(body ?? ''),
    });
    response.end(body);
  });

  // No connection ends between two rounds because the others took long.
  server.keepAliveTimeout = 0;

  server.listen(0, '127.0.0.1', () => {
    process.send(server.address().port);
    process.on('message', () => {
      process.send(requests);
      requests = 0;
    });
  });
});
