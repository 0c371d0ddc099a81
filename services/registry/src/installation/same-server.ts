import { sourceIdentity, type ServerSource } from '@archestra/contracts';

/**
 * Whether another version is still the same server: the same package, image or service, or the same origin of a remote one.
 * People gave their credentials to that server; another one must ask them anew.
 */
export const isSameServer = (one: ServerSource, other: ServerSource): boolean => {
  if (one.kind === 'remote' && other.kind === 'remote') return new URL(one.url).origin === new URL(other.url).origin;
  return sourceIdentity(one) === sourceIdentity(other);
};
