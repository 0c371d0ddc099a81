import { describe, expect, it } from '@jest/globals';
import { sessionCookie } from './cookie.ts';

describe('sessionCookie', () => {
  it('keeps two installations on one machine apart', () => {
    expect(sessionCookie('http://127.0.0.1:3000').name).not.toBe(sessionCookie('http://127.0.0.1:3001').name);
  });

  it('is bound to host and https where there is https', () => {
    expect(sessionCookie('https://console.example.com')).toEqual({
      name: '__Host-archestra-session',
      options: { httpOnly: true, sameSite: 'lax', path: '/', secure: true },
    });
  });
});
