import { maxErrmsgLength } from './constant.js';
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
  const text = dropControls(errmsg);
  const characters = text.split('');
  const wanted = secrets.map(dropControls).filter(({ length }) => length >= minSecretLength);

  // A user can bring a code that overlaps the App Secret in these words. So each secret is looked for in
  // `text`, where nothing is masked yet.
  for (const secret of wanted) {
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
