import { expect, it } from 'vitest';

import { grantsUserInfo, splitScopes, toInAppScope } from './scope.js';

it.each([
  ['snsapi_base  snsapi_userinfo', ['snsapi_base', 'snsapi_userinfo']],
  ['snsapi_base, snsapi_userinfo,\n', ['snsapi_base', 'snsapi_userinfo']],
  ['snsapi_base，snsapi_login', ['snsapi_base', 'snsapi_login']],
  [' , ', []],
  ['', []],
  [null, []],
  [undefined, []],
])('splitScopes splits %j', (scopes, names) => {
  expect(splitScopes(scopes)).toEqual(names);
});

it.each([
  ['snsapi_userinfo', 'snsapi_userinfo'],
  ['snsapi_login', 'snsapi_userinfo'],
  ['snsapi_base', 'snsapi_base'],
  ['snsapi_login,snsapi_userinfo', 'snsapi_userinfo'],
  ['snsapi_base,snsapi_login', 'snsapi_base,snsapi_userinfo'],
])('toInAppScope of %s is %s', (scope, inAppScope) => {
  expect(toInAppScope(scope)).toBe(inAppScope);
});

it.each([
  ['snsapi_userinfo', true],
  ['snsapi_login', true],
  ['snsapi_base,snsapi_userinfo', true],
  ['snsapi_base', false],
  ['snsapi_userinfos', false],
  ['', false],
])('grantsUserInfo of %j is %s', (scope, expected) => {
  expect(grantsUserInfo(scope)).toBe(expected);
});
