import type { Keys } from './publication.store.ts';

/** The same keys in portions of at most `size` of each kind; none for no keys. */
export const portions = ({ profiles, installations }: Keys, size: number): Keys[] => {
  const count = Math.ceil(Math.max(profiles.length, installations.length) / size);
  return Array.from({ length: count }, (_, index) => ({
    profiles: profiles.slice(index * size, (index + 1) * size),
    installations: installations.slice(index * size, (index + 1) * size),
  }));
};
