/** WeChat's API domain, and its disaster-recovery domain. */
export const [apiHost, recoveryHost] = ['api.weixin.qq.com', 'api2.weixin.qq.com'];

export const apiHosts = [apiHost, recoveryHost];

/** Every host name that the simulated WeChat is served under. */
export const wechatHosts = ['open.weixin.qq.com', ...apiHosts];
