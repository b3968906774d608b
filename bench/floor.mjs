/**
 * The floor: the same two requests with the runtime's own `fetch` and nothing else. No check, no
 * limit, no second try: nobody should sign people in with this.
 */
const ask = async (path, parameters) => {
  const response = await fetch(
    `https://api.weixin.qq.com${path}?${new URLSearchParams(parameters)}`
  );

  return response.json();
};

export default async ({ getConfig }) => ({
  getUserInfo: async ({ code }) => {
    const { clientId, clientSecret } = await getConfig();
    const { access_token, openid } = await ask('/sns/oauth2/access_token', {
      appid: clientId,
      secret: clientSecret,
      code,
      grant_type: 'authorization_code',
    });
    const rawData = await ask('/sns/userinfo', { access_token, openid });

    return { id: rawData.unionid, name: rawData.nickname, avatar: rawData.headimgurl, rawData };
  },
});
