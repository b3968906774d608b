import { ConnectorError, ConnectorErrorCodes } from '@logto/connector-kit';
import errorPhrases from '@logto/phrases';

/** What Logto makes of an error that a connector throws. */
export type ExplainedError = {
  /** Nothing if a connector must not throw such an error. */
  code?: ConnectorErrorCodes;
  status: number;
  /** What the user reads who wanted to sign in. */
  sentence: string;
  data?: unknown;
};

const statuses: Partial<Record<ConnectorErrorCodes, number>> = {
  [ConnectorErrorCodes.SocialAuthCodeInvalid]: 401,
  [ConnectorErrorCodes.SocialAccessTokenInvalid]: 401,
  [ConnectorErrorCodes.AuthorizationFailed]: 401,
  [ConnectorErrorCodes.RateLimitExceeded]: 429,
  [ConnectorErrorCodes.NotImplemented]: 501,
};

type Sentences = Partial<Record<ConnectorErrorCodes, string>>;

const phrases: Record<string, { errors?: { connector?: Sentences } }> = errorPhrases;

/** Logto has these sentences in fewer languages than its sign-in page, and then shows English. */
const findPhrase = (code: ConnectorErrorCodes, language: string): string =>
  phrases[language]?.errors?.connector?.[code] ?? phrases.en?.errors?.connector?.[code] ?? code;

const describeData = (data: unknown): string =>
  typeof data === 'object' && data && 'errorDescription' in data
    ? String(data.errorDescription)
    : JSON.stringify(data);

/**
 * Explains an error as Logto would.
 *
 * @param language a tag of Logto's; English if it has no such sentence.
 */
export const explainError = (error: unknown, language: string): ExplainedError => {
  if (!(error instanceof ConnectorError)) {
    return { status: 500, sentence: 'Internal server error.' };
  }

  const { code, data } = error;

  return {
    code,
    status: statuses[code] ?? 400,
    // A function, since a string here could hold `$&`.
    sentence: findPhrase(code, language).replace('{{errorDescription}}', () => describeData(data)),
    data,
  };
};
