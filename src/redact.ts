import { maxCredentialLength, maxErrmsgLength } from './constant.js';
import { dropControls } from './utils.js';

/** Shorter ones are not redacted: they may be ordinary words. */
const minSecretLength = 8;

/**
 * WeChat's words in an error, made safe to show: short, without control characters, with asterisks in
 * the place of secrets and of the queries of URLs.
 *
 * @param secrets in plain text. An encoded one is not recognized.
 */
export const redact = (errmsg: string, secrets: readonly string[]): string => {
  // What is shown is cut at the end. Here one secret's length more is kept, so that a secret through which
  // that cut goes is found whole.
  const text = dropControls(errmsg).slice(0, maxErrmsgLength + maxCredentialLength);
  const characters = text.split('');

  // Secrets may overlap, since a user can bring any code. So each is looked for in `text`, where none is
  // masked yet: once the code is masked, the part of the App Secret outside of it would not be found.
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
