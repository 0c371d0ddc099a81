import { createHash, timingSafeEqual } from 'node:crypto';

const BASIC = /^basic ([a-z0-9+/_=-]{1,1000})$/i;

/** User and password of a Proxy-Authorization header (RFC 7617); `undefined` when it has none. */
export const readCredential = (header: string | undefined): { user: string; password: string } | undefined => {
  const encoded = BASIC.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
};

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Hash of a token as the proxy gets it: the proxy itself never holds one. */
export const tokenHashOf = (token: string): string => hashOf(token).toString('base64');

const NOBODY = hashOf('');

/** Takes the same time whoever asks, known or not. */
export const isTokenOf = (password: string, tokenHash: Buffer | undefined): boolean => {
  const expected = tokenHash?.length === NOBODY.length ? tokenHash : NOBODY;
  return timingSafeEqual(hashOf(password), expected) && tokenHash !== undefined && password !== '';
};
