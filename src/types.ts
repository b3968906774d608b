import { z } from 'zod';

/**
 * An object of which only its own fields count. A missing one must not come from `Object.prototype`,
 * should some other code in the host have let that be polluted.
 */
const ownObject = <Shape extends z.ZodRawShape>(shape: Shape, messages?: z.RawCreateParams) =>
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

/** Text that may be left out. The Console stores a blank field as `""`, WeChat a missing id. */
const optionalText = z.string().trim().nullish();

/** Text, or nothing of what is blank or anything else. */
const textIfAny = z.string().trim().min(1).optional().catch(undefined);

const requiredText = z
  .string({ required_error: 'is required', invalid_type_error: 'must be text' })
  .trim()
  .min(1, 'is required');

/** A number that came as text, as numbers of WeChat's now and then do. */
const digits = z
  .string()
  .regex(/^-?\d{1,15}$/)
  .transform(Number);

/** Several scopes, split by whatever an admin or a host splits them by, the way WeChat wants them. */
const scopeGuard = optionalText.transform((scope) => scope?.match(/[^\s,，]+/g)?.join(','));

/**
 * What the admin enters in the Console. Parsing gives what the code uses: `officialAccount` is there
 * only when signing in inside the WeChat app is switched on. What that needs does not count while it
 * is off, whatever it is.
 *
 * `lang` is no `z.enum`: its error would repeat the wrong value, which may be a secret in the wrong
 * field.
 */
export const wechatConfigGuard = ownObject({
  clientId: requiredText,
  clientSecret: requiredText,
  scope: scopeGuard,
  lang: z
    .string()
    .trim()
    .regex(/^(?:cn|en)?$/, 'must be cn or en')
    .nullish(),
  isInAppSignInEnabled: z.preprocess(
    (value) => value || false,
    z.boolean({ invalid_type_error: 'must be on or off' })
  ),
  officialAccountClientId: textIfAny,
  officialAccountClientSecret: textIfAny,
})
  .superRefine((config, context) => {
    for (const key of ['officialAccountClientId', 'officialAccountClientSecret'] as const) {
      if (config.isInAppSignInEnabled && !config[key]) {
        context.addIssue({ code: 'custom', path: [key], message: 'is required' });
      }
    }
  })
  .transform(
    ({
      isInAppSignInEnabled,
      officialAccountClientId: appid,
      officialAccountClientSecret: secret,
      ...config
    }) => ({
      ...config,
      officialAccount: isInAppSignInEnabled && appid && secret ? { appid, secret } : undefined,
    })
  );

/** The settings as the code uses them. */
export type WechatConfig = z.infer<typeof wechatConfigGuard>;

/** What the host asks for when a sign-in begins. No field makes it fail: the kit's types see to them. */
export const authorizationRequestGuard = ownObject({
  state: z.string().catch(''),
  redirectUri: z.string().catch(''),
  scope: scopeGuard.catch(undefined),
  // A browser that does not say what it is gets the QR code.
  headers: ownObject({ userAgent: textIfAny }).catch({ userAgent: undefined }),
});

/** The callback's query parameters. A refusal comes back without a `code`. */
export const authorizationCallbackGuard = ownObject({ code: z.string().min(1) });

/** What the host's session keeps between the two halves of a sign-in. */
export const sessionGuard = ownObject({ app: z.enum(['website', 'officialAccount']) });

/** By which app somebody signs in. */
export type AppName = z.infer<typeof sessionGuard>['app'];

const tokens = { access_token: textIfAny, refresh_token: textIfAny };

/** The tokens of any answer: where none belong there may be some all the same, and they are secret. */
export const tokensGuard = ownObject(tokens);

/** WeChat answers errors with HTTP 200; `errcode` 0 means success. */
export const errorBodyGuard = ownObject(
  {
    errcode: z.union([z.number().int(), digits, z.literal('')]).nullish(),
    errmsg: textIfAny,
    ...tokens,
  },
  { required_error: 'not a JSON object', invalid_type_error: 'not a JSON object' }
);

/** The tokens in WeChat's answer, as a host keeps them: WeChat's names for them are OAuth's. */
export const tokenResponseGuard = ownObject({
  access_token: z.string().trim().min(1),
  // Seconds
  expires_in: z
    .union([z.number(), digits])
    .pipe(z.number().finite().nonnegative())
    .optional()
    .catch(undefined),
  refresh_token: textIfAny,
  scope: scopeGuard.catch(undefined), // At times with a comma at its end.
});

/** The person in the answer of `sns/oauth2/access_token`, and what they granted. */
export const accessTokenGuard = ownObject({
  openid: z.string().trim().min(1),
  unionid: optionalText,
  scope: scopeGuard.catch(undefined),
  is_snapshotuser: z.unknown(),
});

/** What {@link accessTokenGuard} reads. */
export type AccessToken = z.infer<typeof accessTokenGuard>;

/** The answer of `sns/userinfo`: what the connector reads of it. */
export const userInfoGuard = ownObject({
  openid: optionalText,
  unionid: optionalText,
  nickname: textIfAny,
  headimgurl: textIfAny,
});

/** What {@link userInfoGuard} reads. */
export type UserInfo = z.infer<typeof userInfoGuard>;
