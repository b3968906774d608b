/**
 * A sign-in and nothing else: no check, no limit, no second try. Nobody should sign users in with it;
 * it shows what a sign-in costs that cannot be saved.
 *
 * @param ask gets a URL and gives the parsed JSON of the answer.
 */
export const createMinimalConnector =
  (ask) =>
  async ({ getConfig }) => ({
    getAuthorizationUri: async ({ state, redirectUri }) => {
      const { clientId } = await getConfig();
      const query = new URLSearchParams({
        appid: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'snsapi_userinfo',
        state,
      });

      return `https://open.weixin.qq.com/connect/qrconnect?${query}`;
    },

    getUserInfo: async ({ code }) => {
      const { clientId, clientSecret } = await getConfig();
      const askApi = async (path, query) =>
        ask(`https://api.weixin.qq.com${path}?${new URLSearchParams(query)}`);

      const { access_token, openid } = await askApi('/sns/oauth2/access_token', {
        appid: clientId,
        secret: clientSecret,
        code,
        grant_type: 'authorization_code',
      });
      const rawData = await askApi('/sns/userinfo', { access_token, openid });

      return { id: rawData.unionid, name: rawData.nickname, avatar: rawData.headimgurl, rawData };
    },
  });

export default createMinimalConnector(async (url) => (await fetch(url)).json());
