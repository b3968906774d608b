/* global redirect, rehearsal -- `rehearse.ts` writes these above this text. */
import https from 'node:https';
import module from 'node:module';

/**
 * What Node loads before Logto, and then once more as its own module hook. The connector has no
 * setting for another WeChat, and must not get one: so this turns it to the simulated one.
 */

const { hosts, port, ca, pages, words } = rehearsal;
const wechat = 'https://open.weixin.qq.com/';
const loaded = 'wechat-rehearsal';

/** The module hook: it puts the simulated WeChat's pages in the place of the real one's. */
export const load = async (url, context, next) => {
  const found = await next(url, context);

  // Logto's own connector too, whose folder has the same name: the admin may have chosen that one.
  if (!url.endsWith('connector-wechat-web/lib/index.js')) {
    return found;
  }

  const source = Buffer.from(found.source ?? '').toString();

  if (!source.includes(wechat)) {
    throw new Error(words.strange);
  }

  const end = source.includes('wechat-website') ? `\nprocess.emit('${loaded}');` : '';

  return { ...found, source: source.replaceAll(wechat, pages) + end };
};

/** Tells Logto's log, and the simulated WeChat if it is there. */
const tell = () => {
  console.warn(words.simulated);
  https
    .get({ host: hosts[0], path: '/loaded', agent: false }, (answer) => {
      console.warn(words.reached);
      answer.resume();
    })
    .on('error', ({ code }) => console.error(words.notReached, code));
};

if (!module.register) {
  console.error(words.oldNode);
  process.exit(1);
}

if (!import.meta.url.endsWith('?hook')) {
  const direct = process.env.no_proxy ?? process.env.NO_PROXY;

  // A proxy is asked for a connection to WeChat before `tls.connect` is.
  if (direct !== '*') {
    process.env.no_proxy = [direct, ...hosts].filter(Boolean).join(',');
  }

  redirect((host) => (hosts.includes(host) ? { port, ca } : undefined));
  process.once(loaded, tell);
  module.register(`${import.meta.url}?hook`);
}
