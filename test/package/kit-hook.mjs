/**
 * A module hook that gives Logto's CLI and the test the kit of the instance under test. On a real
 * host there is only that one. The connector is left alone: it has to find the kit by itself.
 */

let core;

export const initialize = (instance) => {
  core = new URL('packages/core/', instance).href;
};

export const resolve = (specifier, context, next) => {
  const isKit = /^@logto\/connector-kit(?:\/|$)/.test(specifier);
  const isConnector = context.parentURL?.includes('/packages/core/connectors/');

  return next(specifier, isKit && !isConnector ? { ...context, parentURL: core } : context);
};
