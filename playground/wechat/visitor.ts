/** What a browser inside the WeChat app calls itself. */
export const wechatUserAgent =
  'Mozilla/5.0 (Linux; Android 14; 2312DRA50C) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 MMWEBID/1 MicroMessenger/8.0.47.2560(0x28002F35) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64';

/** What the browsers call themselves in which the sign-in page can be open, besides the one that shows it. */
export const userAgents: Partial<Record<string, string>> = {
  phone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  insideWechat: wechatUserAgent,
};

const post = async (page: string, action: string, fields: Record<string, string>) => {
  const { headers } = await fetch(new URL(action, page), {
    method: 'POST',
    headers: { origin: new URL(page).origin },
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });

  return new URL(headers.get('location') ?? '', page);
};

/** Opens a page of WeChat's and finds what it is known by, or nothing if it is an error page. */
const open = async (authorizationUri: string): Promise<string | undefined> => {
  const page = await fetch(authorizationUri, { headers: { 'user-agent': wechatUserAgent } });
  const [, uuid] = /name="uuid" value="([^"]+)"/.exec(await page.text()) ?? [];

  return uuid;
};

/**
 * Opens WeChat's page and scans its QR code with somebody's phone.
 *
 * @returns the page that then asks the person, or nothing if WeChat shows no QR code.
 */
export const scan = async (authorizationUri: string, person: string): Promise<URL | undefined> => {
  const isQrPage = new URL(authorizationUri).pathname.endsWith('/connect/qrconnect');
  const uuid = isQrPage ? await open(authorizationUri) : undefined;

  return uuid ? post(authorizationUri, '/connect/scan', { uuid, person }) : undefined;
};

/**
 * Goes through WeChat's pages as a browser and a phone would.
 *
 * @param person whose phone scans the QR code; inside WeChat it is whose phone it is.
 * @param answer what the person says on the phone.
 * @returns the callback's query parameters.
 */
export const visit = async (
  authorizationUri: string,
  person: string,
  answer: 'allow' | 'deny' = 'allow'
): Promise<Record<string, string>> => {
  const page = await scan(authorizationUri, person);
  const uuid = page?.searchParams.get('uuid') ?? (await open(authorizationUri));

  if (!uuid) {
    throw new Error(`WeChat asks nobody at ${authorizationUri}`);
  }

  const callback = await post(authorizationUri, '/connect/confirm', { uuid, answer });

  return Object.fromEntries(callback.searchParams);
};
