import { drive } from '../../playground/logto/drive.js';
import { serveWechat } from '../../playground/wechat/serve.js';
import createConnector from '../../src/index.js';
import { code, config } from '../support/answers.js';

/** Signs in at a WeChat of error pages in an encoding and without content, and prints their statuses. */

const { signIn } = drive(createConnector);
const seen: unknown[] = [];
let page = new Response();
const close = await serveWechat({ app: { fetch: () => page }, getNetworkFault: () => undefined });

for (const encoding of ['br', 'gzip', 'deflate']) {
  for (const status of [302, 404, 502]) {
    page = new Response(null, { status, headers: { 'content-encoding': encoding } });

    await signIn(config, { code }).catch((error: unknown) => {
      seen.push((error as { data?: { status?: number } }).data?.status);
    });
  }
}

await close();
console.log(JSON.stringify(seen));
