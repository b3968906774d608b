import { maxCredentialLength, maxErrmsgLength } from './constant.js';
import { dropControls } from './utils.js';

/** What has fewer characters is no real secret, and may be an ordinary word. */
const minSecretLength = 8;

/**
 * WeChat's words in an error, fit to be shown: cut short, without control characters, secrets and the
 * queries of URLs.
 *
 * @param secrets each in the way in which WeChat was sent it: encoded otherwise it is not recognized.
 */
export const redact = (errmsg: string, secrets: readonly string[]): string => {
  // One secret longer than what is kept, so that the cut cannot leave half a secret in it.
  const start = dropControls(errmsg).slice(0, maxErrmsgLength + maxCredentialLength);

  return (
    secrets
      .filter((secret) => secret.length >= minSecretLength)
      // As long as the secret, so that nothing moves forward from behind the cut.
      .reduce((text, secret) => text.replaceAll(secret, '*'.repeat(secret.length)), start)
      .slice(0, maxErrmsgLength)
      .replaceAll(/\?\S+/g, '?***')
      .toWellFormed()
  );
};
