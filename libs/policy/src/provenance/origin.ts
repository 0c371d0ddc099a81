import type { Session, Source } from '../session.ts';
import { demandsOf, digest, type Demand } from './atom.ts';
import { findSource } from './sources.ts';

/** The person's own words. */
export const PERSON: readonly Source['by'][] = ['person'];
/** Sources that speak for a value: the person and trusted results. */
export const VOUCHED: readonly Source['by'][] = ['person', 'trusted'];
/** The same and what the person looked up: enough to change something, not to destroy it. */
export const LOOKED_UP: readonly Source['by'][] = ['person', 'trusted', 'lookup'];

/** Whether sources of these kinds hold everything that is demanded. */
export const isMet = (session: Session, demand: Demand, kinds: readonly Source['by'][]): boolean =>
  demand.some((atom) => findSource(session, digest(atom), kinds) !== undefined);

/** Whether a value comes from sources of these kinds, as a whole or part by part. */
export const hasOrigin = (session: Session, value: unknown, kinds: readonly Source['by'][]): boolean =>
  demandsOf(value).every((demand) => isMet(session, demand, kinds));

/** The untrusted source that some part of a value was seen in, as far as the session remembers. */
export const suspectOf = (session: Session, value: unknown): Source | undefined => {
  for (const atom of demandsOf(value).flat()) {
    const source = findSource(session, digest(atom), ['untrusted']);
    if (source) return source;
  }
  return undefined;
};
