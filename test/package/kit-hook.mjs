/**
 * A module hook that gives Logto's CLI and the test the kit of the instance under test, and the test
 * the host's CLI. On a real host there is only that one of each. The connector is left alone: it has
 * to find the kit by itself.
 */

let core;
let host;

export const initialize = (directories) => {
  ({ core, host } = directories);
};

export const resolve = (specifier, context, next) => {
  const [, name] = /^@logto\/(connector-kit|cli)(?:\/|$)/.exec(specifier) ?? [];
  const isConnector = context.parentURL?.includes('/packages/core/connectors/');

  if (!name || isConnector) {
    return next(specifier, context);
  }

  return next(specifier, { ...context, parentURL: name === 'cli' ? host : core });
};
