import { randomBytes } from 'node:crypto';

/**
 * JSON as WeChat writes it: control characters stand in the strings as they are, which is not valid,
 * and the label says text.
 */
export const answer = (body: object): Response => {
  const json = JSON.stringify(body).replaceAll(/\\(?:u00[01][\da-f]|[bfnrt\\])/g, (escape) =>
    escape === '\\\\' ? escape : (JSON.parse(`"${escape}"`) as string)
  );

  return new Response(json, { headers: { 'content-type': 'text/plain' } });
};

/** An error as WeChat reports it: with HTTP status 200. */
export const fail = (errcode: number, errmsg: string): Response =>
  answer({ errcode, errmsg: `${errmsg}, rid: ${randomBytes(4).toString('hex')}` });
