const post = async (page: string, action: string, fields: Record<string, string>) => {
  const { headers } = await fetch(new URL(action, page), {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });

  return new URL(headers.get('location') ?? '', page);
};

/**
 * Opens WeChat's page and scans its QR code with somebody's phone.
 *
 * @returns the page that then asks the person, or nothing if WeChat shows no QR code.
 */
export const scan = async (authorizationUri: string, person: string): Promise<URL | undefined> => {
  const page = await (await fetch(authorizationUri)).text();
  const [, uuid] = /name="uuid" value="([^"]+)"/.exec(page) ?? [];

  return uuid ? post(authorizationUri, '/connect/scan', { uuid, person }) : undefined;
};

/**
 * Goes through WeChat's page as a browser and a phone would.
 *
 * @param answer what the person says on the phone.
 * @returns the callback's query parameters.
 */
export const visit = async (
  authorizationUri: string,
  person: string,
  answer: 'allow' | 'deny' = 'allow'
): Promise<Record<string, string>> => {
  const page = await scan(authorizationUri, person);

  if (!page) {
    throw new Error(`WeChat shows no QR code for ${authorizationUri}`);
  }

  const uuid = page.searchParams.get('uuid') ?? '';
  const callback = await post(page.href, '/connect/confirm', { uuid, answer });

  return Object.fromEntries(callback.searchParams);
};
