import { generate } from 'selfsigned';

/** In PEM. */
export type Certificate = { key: string; cert: string };

/** A certificate for the hosts, self-signed, good for a year. */
export const createCertificate = async (hosts: readonly string[]): Promise<Certificate> => {
  const now = Date.now();
  const { private: key, cert } = await generate(
    [{ name: 'commonName', value: 'Simulated WeChat' }],
    {
      keyType: 'ec',
      algorithm: 'sha256',
      // An hour ago: OpenSSL's clock can be a second behind the one that dates a certificate now.
      notBeforeDate: new Date(now - 3_600_000),
      notAfterDate: new Date(now + 365 * 24 * 3_600_000),
      extensions: [
        { name: 'subjectAltName', altNames: hosts.map((value) => ({ type: 2, value })) },
      ],
    }
  );

  return { key, cert };
};
