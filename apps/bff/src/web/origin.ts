import { AppError } from '@archestra/contracts';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Origins that are this console: its public address, and on one's own machine the other names of that machine. */
export const ownOrigins = (publicUrl: string): ReadonlySet<string> => {
  const url = new URL(publicUrl);
  const names = LOOPBACK.includes(url.hostname) ? LOOPBACK : [url.hostname];
  return new Set(names.map((name) => new URL(`${url.protocol}//${name}${url.port ? `:${url.port}` : ''}`).origin));
};

interface Claims {
  origin?: string | undefined;
  authorization?: string | undefined;
  cookie?: string | undefined;
  'sec-fetch-site'?: string | string[] | undefined;
}

/**
 * Throws `ORIGIN_NOT_ALLOWED` unless the browser says the request comes from this console (fetch metadata or origin, see
 * the WHATWG Fetch standard). A request that says nothing is refused too, because every current browser says it; unless it
 * brings an API token and no cookie: no site can make a browser do that.
 */
export const assertSameOrigin = (headers: Claims, own: ReadonlySet<string>): void => {
  const site = headers['sec-fetch-site'];
  const foreignSite = site !== undefined && site !== 'same-origin';
  const foreignOrigin = headers.origin !== undefined && !own.has(headers.origin);
  const silent = site === undefined && headers.origin === undefined && !isByTokenAlone(headers);
  if (foreignSite || foreignOrigin || silent) {
    throw new AppError(
      'ORIGIN_NOT_ALLOWED',
      `Changes are accepted from the console only. Send the header Origin: ${[...own][0] ?? ''}.`,
    );
  }
};

const isByTokenAlone = ({ cookie, authorization }: Claims): boolean =>
  cookie === undefined && /^Bearer /i.test(authorization ?? '');
