/**
 * A WeChat that answers whatever it is told to, in the place of `fetch`: without sockets, so that
 * there can be many thousands of answers.
 */

/** An answer, or an error that `fetch` throws. */
export type Answer = (url: URL) => Response | Error;

/** JSON, labeled as WeChat labels it. */
export const json = (body: unknown): Answer => {
  const text = JSON.stringify(body);

  return () => new Response(text, { headers: { 'content-type': 'text/plain' } });
};

export type Stub = {
  /** What was asked for. */
  requests: Request[];
  restore: () => void;
};

/** @param answers of the two calls, by the try: the last one stands for all that follow. */
export const stubFetch = (answers: {
  token: readonly Answer[];
  userInfo: readonly Answer[];
}): Stub => {
  const { fetch } = globalThis;
  const requests: Request[] = [];
  const tries = { token: 0, userInfo: 0 };

  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const call = url.pathname === '/sns/userinfo' ? 'userInfo' : 'token';
    const answer = answers[call][tries[call]] ?? answers[call].at(-1);
    const response = answer?.(url);

    tries[call] += 1;
    requests.push(request);

    if (!(response instanceof Response)) {
      throw response ?? new Error('no answer');
    }

    return response;
  };

  return {
    requests,
    restore: () => {
      globalThis.fetch = fetch;
    },
  };
};
