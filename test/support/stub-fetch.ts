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

/** In the place of `fetch`: a server that never answers. It ends as `fetch` does, by the signal alone. */
export const neverAnswer = async (input: unknown): Promise<never> =>
  new Promise((_, reject) => {
    const { signal } = input as Request;

    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });

/**
 * Runs `action` while `fetch` gives these answers.
 *
 * @param answers of the two calls, by the try: the last one stands for all that follow.
 * @param action gets the requests that were made so far.
 */
export const withAnswers = async <Result>(
  answers: { token: readonly Answer[]; userInfo: readonly Answer[] },
  action: (requests: readonly Request[]) => Promise<Result>
): Promise<Result> => {
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

  try {
    return await action(requests);
  } finally {
    globalThis.fetch = fetch;
  }
};
