import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';

/** A request as it may be shown: secrets masked. */
export type LoggedRequest = {
  method: string;
  host: string;
  path: string;
  query: string;
  /** The HTTP status, if an answer came. */
  status?: number;
  /** The system's code for what broke it off. */
  failure?: string;
  milliseconds: number;
};

/**
 * What `fetch` tells of its requests.
 *
 * @see https://github.com/nodejs/undici/blob/main/docs/docs/api/DiagnosticsChannel.md
 */
type Message = {
  request: { method: string; origin: string; path: string };
  response?: { statusCode: number };
  error?: Error & { code?: unknown };
};

const secretParameters = ['secret', 'code', 'access_token', 'refresh_token'];

/** A query as it may be shown. */
export const mask = (query: URLSearchParams): string =>
  [...query]
    .map(([name, value]) => `${name}=${secretParameters.includes(name) ? '***' : value}`)
    .join('&');

const logs = new AsyncLocalStorage<LoggedRequest[]>();
const running = new WeakMap<Message['request'], { logged: LoggedRequest; start: number }>();

const on = (event: string, listener: (message: Message) => void): void => {
  subscribe(`undici:request:${event}`, (message) => {
    listener(message as Message);
  });
};

on('create', ({ request }) => {
  const { host, pathname, searchParams } = new URL(request.path, request.origin);
  const logged: LoggedRequest = {
    method: request.method,
    host,
    path: pathname,
    query: mask(searchParams),
    milliseconds: 0,
  };

  logs.getStore()?.push(logged);
  running.set(request, { logged, start: performance.now() });
});

for (const event of ['headers', 'trailers', 'error']) {
  on(event, ({ request, response, error }) => {
    const { logged, start = 0 } = running.get(request) ?? {};

    Object.assign(logged ?? {}, {
      milliseconds: performance.now() - start,
      ...(response && { status: response.statusCode }),
      // An error without a code is the connector's own: it gave up waiting.
      ...(error && { failure: typeof error.code === 'string' ? error.code : 'ETIMEDOUT' }),
    });
  });
}

/**
 * Watches the requests that `action` makes with `fetch`, from outside of whoever makes them.
 *
 * @param requests gets one entry for each, in the order in which they start.
 */
export const recordRequests = async <T>(
  requests: LoggedRequest[],
  action: () => Promise<T>
): Promise<T> => logs.run(requests, action);
