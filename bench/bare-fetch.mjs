const ask = async (path, query) => {
  const answer = await fetch(`https://api.weixin.qq.com/sns/${path}?${new URLSearchParams(query)}`);

  return answer.json();
};

/**
 * The two requests of a sign-in by the runtime's own `fetch` and nothing else: no check, no limit, no
 * second try. Nobody should sign users in with it; it shows what a connector adds.
 */
export default async ({ getConfig }) => ({
  getAuthorizationUri: async ({ state, redirectUri }) =>
    `https://open.weixin.qq.com/connect/qrconnect?${new URLSearchParams({ state, redirectUri })}`,

  getUserInfo: async ({ code }) => {
    const { clientId: appid, clientSecret: secret } = await getConfig();
    const credentials = { appid, secret, code, grant_type: 'authorization_code' };
    const { access_token, openid } = await ask('oauth2/access_token', credentials);
    const { unionid } = await ask('userinfo', { access_token, openid });

    return { id: unionid };
  },
});
