import { z } from 'zod';

/** Text that may be left out. The Console stores a blank field as `""`, WeChat a missing id. */
const optionalText = z
  .string()
  .trim()
  .nullish()
  .transform((text) => text || undefined);

const requiredText = z
  .string({ required_error: 'is required', invalid_type_error: 'must be text' })
  .trim()
  .min(1, 'is required');

/** Several scopes, split by whatever an admin or a host splits them by, the way WeChat wants them. */
export const scopeGuard = optionalText.transform(
  (scope) =>
    scope
      ?.split(/[\s,，]+/)
      .filter(Boolean)
      .join(',') || undefined
);

/**
 * An object of which only its own fields count. One that is missing must not be taken from
 * `Object.prototype`, should some other code in the host have let that be polluted.
 */
const ownFields = <Shape extends z.ZodRawShape>(shape: Shape, messages?: z.RawCreateParams) =>
  z.preprocess(
    (value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(
            Object.keys(shape).map((key) => [
              key,
              Object.hasOwn(value, key) ? (Reflect.get(value, key) as unknown) : undefined,
            ])
          )
        : value,
    z.object(shape, messages)
  );

/**
 * What the admin enters in the Console.
 *
 * `lang` is no `z.enum`: its error would repeat the wrong value, which may be a secret in the wrong
 * field.
 */
export const wechatConfigGuard = ownFields({
  clientId: requiredText,
  clientSecret: requiredText,
  scope: scopeGuard,
  lang: optionalText.refine((lang) => lang === undefined || lang === 'cn' || lang === 'en', {
    message: 'must be cn or en',
  }),
});

export type WechatConfig = z.infer<typeof wechatConfigGuard>;

/** What the host asks for when a sign-in begins. */
export const authorizationRequestGuard = ownFields({
  state: z.string(),
  redirectUri: z.string(),
  scope: scopeGuard,
});

/** The callback's query parameters. A refusal comes back without a `code`. */
export const authorizationCallbackGuard = ownFields({ code: z.string().min(1) });

/**
 * What any answer may hold. WeChat answers errors with HTTP 200; `errcode` 0 means success. The tokens
 * are here because nothing else in the answer may repeat them.
 */
export const errorBodyGuard = ownFields(
  {
    errcode: z
      .union([
        z.number().int(),
        z
          .string()
          .regex(/^-?\d{1,9}$/)
          .transform(Number),
      ])
      .optional(),
    errmsg: optionalText.catch(undefined),
    access_token: optionalText.catch(undefined),
    refresh_token: optionalText.catch(undefined),
  },
  { required_error: 'not a JSON object', invalid_type_error: 'not a JSON object' }
);

/** The answer of `sns/oauth2/access_token`. Its `scope` at times ends with a comma. */
export const accessTokenGuard = ownFields({
  access_token: z.string().min(1),
  refresh_token: optionalText.catch(undefined),
  openid: z.string().min(1),
  unionid: optionalText,
  scope: scopeGuard.catch(undefined),
});

export type AccessToken = z.infer<typeof accessTokenGuard>;

/** The answer of `sns/userinfo`: what the connector reads of it. */
export const userInfoGuard = ownFields({
  openid: optionalText,
  unionid: optionalText,
  nickname: optionalText.catch(undefined),
  headimgurl: optionalText.catch(undefined),
});

export type UserInfo = z.infer<typeof userInfoGuard>;
