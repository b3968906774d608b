import { maxCredentialLength, maxErrmsgLength } from './constant.js';
import { dropControls } from './utils.js';

/** Shorter ones are not redacted: they may be ordinary words. */
const minSecretLength = 8;

/**
 * WeChat's words in an error, made safe to show: short, without control characters, with asterisks in
 * the place of secrets and of the queries of URLs.
 *
 * @param secrets as they were sent to WeChat. A secret that is encoded otherwise is not recognized.
 */
export const redact = (errmsg: string, secrets: readonly string[]): string => {
  // By one secret longer than what will be shown: none that begins there is cut before it is found.
  const text = dropControls(errmsg).slice(0, maxErrmsgLength + maxCredentialLength);

  return (
    secrets
      .filter((secret) => secret.length >= minSecretLength)
      // One may be the beginning of another.
      .sort((one, other) => other.length - one.length)
      // As many asterisks as characters: so nothing from beyond the cut moves into what is shown.
      .reduce((rest, secret) => rest.replaceAll(secret, '*'.repeat(secret.length)), text)
      .slice(0, maxErrmsgLength)
      .replaceAll(/\?\S+/g, '?***')
      .slice(0, maxErrmsgLength)
      .toWellFormed()
  );
};
