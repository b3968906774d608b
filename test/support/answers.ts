/** Good answers of WeChat's, and what they were asked for with. Nobody's. */

export const config = {
  clientId: 'wx3f9d0c7be1a85264',
  clientSecret: '1c8bfe8f801d79745c4631d09fff36c8',
};
export const serviceAccount = {
  appid: 'wxfedcba9876543210',
  secret: '6cb75f652a9b52798eb6cf2201057c73',
};
/** The settings with both apps. */
export const bothConfig = {
  ...config,
  signInWith: 'both',
  serviceAccountClientId: serviceAccount.appid,
  serviceAccountClientSecret: serviceAccount.secret,
};
/** The settings with a service account alone. */
export const serviceAccountConfig = {
  signInWith: 'serviceAccount',
  clientId: serviceAccount.appid,
  clientSecret: serviceAccount.secret,
};
export const code = '0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P';
export const accessToken = '98_Zm9vYmFy/aG9zdGlsZQ+dG9rZW4=';
export const refreshToken = '98_cmVmcmVzaA/aG9zdGlsZQ+dG9rZW4=';
export const secrets = [
  config.clientSecret,
  serviceAccount.secret,
  code,
  accessToken,
  refreshToken,
];

export const tokenAnswer = {
  access_token: accessToken,
  expires_in: 7200,
  refresh_token: refreshToken,
  openid: 'oHostileOpenid0123456789abcd',
  scope: 'snsapi_userinfo',
  unionid: 'oHostileUnionid123456789abcd',
};

export const userInfoAnswer = {
  openid: tokenAnswer.openid,
  nickname: '小明 🌈',
  sex: 0,
  language: '',
  city: '',
  province: '',
  country: '',
  headimgurl: 'http://thirdwx.qlogo.cn/mmopen/vi_32/ming/132',
  privilege: [],
  unionid: tokenAnswer.unionid,
};
