import type { CookieSerializeOptions } from '@fastify/cookie';

/** Name and flags of the session cookie of one console address. */
export interface SessionCookie {
  readonly name: string;
  readonly options: CookieSerializeOptions;
}

/**
 * On https the `__Host-` prefix makes browsers insist on Secure, Path=/ and no Domain. On http the port is part of the
 * name: cookies ignore ports, and two installations on one machine would sign each other out.
 */
export const sessionCookie = (publicUrl: string): SessionCookie => {
  const { protocol, port } = new URL(publicUrl);
  const secure = protocol === 'https:';
  const name = secure ? '__Host-archestra-session' : `archestra-session-${port || '80'}`;
  return { name, options: { httpOnly: true, sameSite: 'lax', path: '/', secure } };
};
