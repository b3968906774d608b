/** WeChat's API domain, and its disaster-recovery domain. */
export const [apiHost, recoveryHost] = ['api.weixin.qq.com', 'api2.weixin.qq.com'];

/** Every host name that the stand-in for WeChat is served under. */
export const wechatHosts = ['open.weixin.qq.com', apiHost, recoveryHost];
