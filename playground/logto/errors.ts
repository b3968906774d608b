import { ConnectorError, ConnectorErrorCodes } from '@logto/connector-kit';
import errorPhrases from '@logto/phrases';

/** What Logto makes of an error that a connector throws. */
export type Verdict = {
  code: string;
  status: number;
  /** What the person reads who wanted to sign in. */
  sentence: string;
  /** What an admin should do. */
  advice: string;
  data?: unknown;
};

const statuses: Partial<Record<ConnectorErrorCodes, number>> = {
  [ConnectorErrorCodes.SocialAuthCodeInvalid]: 401,
  [ConnectorErrorCodes.SocialAccessTokenInvalid]: 401,
  [ConnectorErrorCodes.AuthorizationFailed]: 401,
  [ConnectorErrorCodes.RateLimitExceeded]: 429,
  [ConnectorErrorCodes.NotImplemented]: 501,
};

const advice: Partial<Record<ConnectorErrorCodes, string>> = {
  [ConnectorErrorCodes.AuthorizationFailed]:
    'Nothing, as a rule: the person said no, or the data below says what stands in their way. They can sign in again, or in another way.',
  [ConnectorErrorCodes.SocialAuthCodeInvalid]:
    'Let the person sign in again: a code is good once, and for ten minutes. If it happens to everybody, look for something that opens the callback URL a second time (a proxy, a link scanner).',
  [ConnectorErrorCodes.SocialAccessTokenInvalid]:
    'Let the person sign in again. If it happens to everybody, look at the app on the WeChat Open Platform: it may have been suspended.',
  [ConnectorErrorCodes.InvalidConfig]:
    'Do what the data below says, in the connector’s settings or on the WeChat Open Platform. The right App ID and App Secret are on the app’s page there.',
  [ConnectorErrorCodes.RateLimitExceeded]:
    'Wait: WeChat counts an app’s calls by the minute and by the day. If it comes back, the Open Platform shows the app’s quota and what uses it up.',
  [ConnectorErrorCodes.InvalidResponse]:
    'Look for what answers in WeChat’s place: a proxy, a firewall, a log-in page of the network. What came was no answer of WeChat’s API.',
  [ConnectorErrorCodes.General]:
    'Read the data below. If WeChat cannot be reached, check that Logto’s server gets to api.weixin.qq.com and api2.weixin.qq.com (DNS, firewall, proxy). If WeChat is busy, wait. Any other errcode is in WeChat’s list of global return codes.',
};

type Sentences = Partial<Record<ConnectorErrorCodes, string>>;

const phrases: Record<string, { errors?: { connector?: Sentences } }> = errorPhrases;

/** Logto has these sentences in fewer languages than its sign-in page, and then speaks English. */
const findPhrase = (code: ConnectorErrorCodes, language: string): string =>
  phrases[language]?.errors?.connector?.[code] ?? phrases.en?.errors?.connector?.[code] ?? code;

const describeData = (data: unknown): string =>
  typeof data === 'object' && data && 'errorDescription' in data
    ? String(data.errorDescription)
    : JSON.stringify(data);

/**
 * Says of an error what Logto would.
 *
 * @param language a tag of Logto's; English if it has no such sentence.
 */
export const judge = (error: unknown, language: string): Verdict => {
  if (!(error instanceof ConnectorError)) {
    return {
      code: 'none',
      status: 500,
      sentence: 'Internal server error.',
      advice: 'This is a defect of the connector: please report it.',
    };
  }

  const { code, data } = error;

  return {
    code: `connector.${code}`,
    status: statuses[code] ?? 400,
    // A function, since a string here could hold `$&`.
    sentence: findPhrase(code, language).replace('{{errorDescription}}', () => describeData(data)),
    advice: advice[code] ?? 'Read the data below.',
    data,
  };
};
