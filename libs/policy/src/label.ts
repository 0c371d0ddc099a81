import type { Label } from '@archestra/contracts';

type Audience = Label['audience'];

/** The bottom of the lattice: written by the organization itself and for everybody's eyes. Joining it changes nothing. */
export const LEAST_RESTRICTIVE: Label = Object.freeze({ integrity: 'trusted', audience: 'public' });

/** The top of the lattice: anybody may have written it and nobody is known to be allowed to see it. What is unknown gets this label. */
export const MOST_RESTRICTIVE: Label = Object.freeze({ integrity: 'untrusted', audience: [] });

/** Readers who may see both: the intersection, sorted and without repetition; `public` is the set of everybody. */
const intersect = (one: Audience, other: Audience): Audience => {
  if (one === 'public') return other === 'public' ? 'public' : [...new Set(other)].sort();
  if (other === 'public') return [...new Set(one)].sort();
  const allowed = new Set(other);
  return [...new Set(one)].filter((reader) => allowed.has(reader)).sort();
};

/**
 * The label of something made from both: the lower integrity, the readers allowed to see both.
 * Commutative, associative and idempotent; the result is never less restrictive than either side (Denning's lattice model, 1976).
 */
export const join = (one: Label, other: Label): Label => ({
  integrity: one.integrity === 'trusted' && other.integrity === 'trusted' ? 'trusted' : 'untrusted',
  audience: intersect(one.audience, other.audience),
});

/** Whether two labels say the same; the order of readers says nothing. */
export const isSameLabel = (one: Label, other: Label): boolean =>
  one.integrity === other.integrity && isSameAudience(one.audience, other.audience);

const isSameAudience = (one: Audience, other: Audience): boolean => {
  if (one === 'public' || other === 'public') return one === other;
  const readers = new Set(one);
  const others = new Set(other);
  return readers.size === others.size && [...readers].every((reader) => others.has(reader));
};

/** Whether `label` forbids everything that `bound` forbids. */
export const isAtLeastAsRestrictive = (label: Label, bound: Label): boolean => isSameLabel(join(label, bound), label);
