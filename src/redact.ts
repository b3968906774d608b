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
  // One secret's length is kept beyond the cut, so that a secret that starts before the cut is whole.
  const text = dropControls(errmsg).slice(0, maxErrmsgLength + maxCredentialLength);
  const characters = text.split('');

  // Each is looked for in WeChat's own words: with one of them masked already, another that overlaps it
  // would not be found. The user can choose a code that does.
  for (const secret of secrets.filter(({ length }) => length >= minSecretLength)) {
    for (let at = text.indexOf(secret); at !== -1; at = text.indexOf(secret, at + 1)) {
      characters.fill('*', at, at + secret.length);
    }
  }

  return characters
    .slice(0, maxErrmsgLength)
    .join('')
    .replaceAll(/\?\S+/g, '?***')
    .slice(0, maxErrmsgLength) // `?***` can be longer than what it replaces.
    .toWellFormed();
};
