/** The official connector brings no types. */
declare module '@logto/connector-wechat-web' {
  import type { CreateConnector, SocialConnector } from '@logto/connector-kit';

  const createConnector: CreateConnector<SocialConnector>;

  export default createConnector;
}
