/**
 * Goes through WeChat's page as a browser and a phone would.
 *
 * @param person who allows the sign-in on the phone; `nobody` refuses.
 * @returns the callback's query parameters.
 */
export const visit = async (
  authorizationUri: string,
  person: string
): Promise<Record<string, string>> => {
  const page = await (await fetch(authorizationUri)).text();
  const [, link] = new RegExp(`href="([^"]+/${person})"`).exec(page) ?? [];

  if (!link) {
    throw new Error(`WeChat's page does not let ${person} sign in: ${page}`);
  }

  const answer = await fetch(new URL(link, authorizationUri), { redirect: 'manual' });

  return Object.fromEntries(new URL(answer.headers.get('location') ?? '').searchParams);
};
