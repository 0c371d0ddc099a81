import type { Session, Source } from '../session.ts';
import { amountsOf, EVERYTHING, extended, firstWith, holdsEverything } from './source-index.ts';

/** Bounds of what a session keeps. Past them it learns no more, which makes it stricter; what it may not forget closes it. */
const MAX_SOURCES = 500;
const MAX_UNTRUSTED_SOURCES = 100;
const MAX_ATOMS: Readonly<Record<Source['by'], number>> = {
  person: 4_096,
  trusted: 6_144,
  lookup: 1_024,
  session: 2_048,
  untrusted: 1_024,
};

/** The first source of one of these kinds that holds a digest. */
export const findSource = (session: Session, digest: string, kinds: readonly Source['by'][]): Source | undefined =>
  session.sources && firstWith(session.sources, digest, kinds);

/** Whether the session itself may have written a value into a store while it was untrusted. */
export const isWritten = (session: Session, digest: string): boolean =>
  isClosed(session) || findSource(session, digest, ['session']) !== undefined;

/** How many more atoms of a kind the session may learn. Results of others must not take the place of the person's words. */
const roomFor = (sources: readonly Source[], by: Source['by']): number => {
  const amounts = amountsOf(sources, by);
  const isCrowded = by === 'untrusted' && amounts.sources >= MAX_UNTRUSTED_SOURCES;
  return sources.length >= MAX_SOURCES || isCrowded ? 0 : Math.max(0, MAX_ATOMS[by] - amounts.atoms);
};

/** The session with one more source; the very same object when there is nothing new in it or no room for it. */
export const withSource = (session: Session, about: Omit<Source, 'atoms'>, digests: readonly string[]): Session => {
  if (about.by === 'session' && isClosed(session)) return session;
  const sources = session.sources ?? [];
  const room = roomFor(sources, about.by);
  // A full session is asked as often as any other, and has nothing left to compare.
  if (room === 0 && about.by !== 'session') return session;
  const fresh = digests.filter((digest) => !findSource(session, digest, [about.by]));
  if (about.by === 'session' && fresh.length > room) return close(session);
  const kept = fresh.slice(0, room);
  return kept.length === 0 ? session : { ...session, sources: extended(sources, { ...about, atoms: kept.join('') }) };
};

const isClosed = ({ sources }: Session): boolean => sources !== undefined && holdsEverything(sources);

/** The session that may have written anything: from now on no result speaks for a value. */
export const close = (session: Session): Session =>
  isClosed(session)
    ? session
    : { ...session, sources: extended(session.sources ?? [], { by: 'session', atoms: EVERYTHING }) };
