import { AppError } from '@archestra/contracts';

const refused = (message: string): AppError =>
  new AppError('INVALID_INPUT', message, { details: { field: 'baseUrl' } });

const urlOf = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw refused('The address begins with https:// or http://.');
  if (url.username || url.password || url.search || url.hash)
    throw refused('The address holds no user, no question mark and no fragment. The key has a field of its own.');
  return url;
};

/**
 * The address of a provider in one spelling: no user, no question, no slash at the end. Throws `INVALID_INPUT` for what
 * is no such address, and for plain HTTP to a host that `privateHosts` does not name: the key would travel readable.
 */
export const providerAddress = (baseUrl: string, privateHosts: readonly string[]): string => {
  const url = urlOf(baseUrl);
  const isPrivate = [url.hostname, url.host].some((host) => privateHosts.includes(host.toLowerCase()));
  if (url.protocol === 'http:' && !isPrivate)
    throw refused(`Use https://, or let an operator allow ${url.host} with PROVIDER_PRIVATE_HOSTS.`);
  return url.href.replace(/\/+$/, '');
};

/** Whether a key that was given for one address may be shown at the other: only to the same host. */
export const isSameOrigin = (one: string, other: string): boolean => new URL(one).origin === new URL(other).origin;
