import { html } from 'hono/html';

import type { LoggedRequest } from '../wechat/request-log.js';
import type { Words } from '../words/en.js';
import type { Html } from './layout.js';

/** A request, and what there is to say of it. */
type ShownRequest = Omit<LoggedRequest, 'milliseconds'> & { note: string };

const requestView = ({ method, host, path, query, status, failure, note }: ShownRequest): Html =>
  html`<article>
    <p><strong>${method}</strong> <code>https://${host}${path}</code></p>
    <pre><code>${query.replaceAll('&', '\n')}</code></pre>
    ${status ? html`<strong class="${status === 200 ? 'good' : 'bad'}">${status}</strong>` : ''}
    ${failure ? html`<strong class="bad">${failure}</strong>` : ''} ${note}
  </article>`;

/** The requests that WeChat got, in their order. */
export const requestsView = ({ outcome }: Words, requests: readonly ShownRequest[]): Html =>
  html`<section id="requests" aria-labelledby="requests-title">
    <h2 id="requests-title">${outcome.requests}</h2>
    ${requests.length > 0 ? requests.map(requestView) : html`<p>${outcome.noRequests}</p>`}
  </section>`;
