import { html } from 'hono/html';

import type { LoggedRequest } from '../wechat/request-log.js';
import type { Words } from '../words/en.js';
import type { Html } from './layout.js';

/** A request, and what there is to say of it. */
type ShownRequest = Omit<LoggedRequest, 'milliseconds'> & { note: string };

const requestView = ({ method, host, path, query, status, failure, note }: ShownRequest): Html =>
  html`<li>
    <p><strong>${method}</strong> <code>https://${host}${path}</code></p>
    <ul class="query">
      ${query.split('&').map((parameter) => html`<li><code>${parameter}</code></li>`)}
    </ul>
    <p>
      ${status ? html`<span class="badge ${status === 200 ? 'good' : 'bad'}">${status}</span>` : ''}
      ${failure ? html`<span class="badge bad">${failure}</span>` : ''} ${note}
    </p>
  </li>`;

/** The requests that WeChat got, in their order. */
export const requestsView = ({ outcome }: Words, requests: readonly ShownRequest[]): Html =>
  html`<section id="requests" class="card" aria-labelledby="requests-title">
    <h2 id="requests-title">${outcome.requests}</h2>
    ${
      requests.length > 0
        ? html`<ol class="requests">
            ${requests.map(requestView)}
          </ol>`
        : html`<p>${outcome.noRequests}</p>`
    }
  </section>`;
