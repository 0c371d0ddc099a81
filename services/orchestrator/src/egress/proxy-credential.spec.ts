import { describe, expect, it } from '@jest/globals';
import { isTokenOf, readCredential, tokenHashOf } from './proxy-credential.ts';

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
const hash = Buffer.from(tokenHashOf('secret'), 'base64');

describe('credentials of an instance', () => {
  it('are read from the header', () => {
    expect(readCredential(basic('a.shared:x:y'))).toEqual({ user: 'a.shared', password: 'x:y' });
  });
  it.each([undefined, '', 'Bearer x', 'Basic', 'Basic !!', basic('nocolon'), `Basic ${'a'.repeat(2_000)}`])(
    'are not found in %j',
    (header) => expect(readCredential(header)).toBeUndefined(),
  );
  it('fit one token only', () => {
    expect(isTokenOf('secret', hash)).toBe(true);
    expect(isTokenOf('secres', hash)).toBe(false);
    expect(isTokenOf('', hash)).toBe(false);
    expect(isTokenOf('', undefined)).toBe(false);
    expect(isTokenOf('', Buffer.from(tokenHashOf(''), 'base64'))).toBe(false);
    expect(isTokenOf('secret', hash.subarray(1))).toBe(false);
  });
});
