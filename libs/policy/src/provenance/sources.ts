import type { Session, Source } from '../session.ts';
import { DIGEST_LENGTH } from './atom.ts';

/** Bounds of what a session keeps. Past them it learns no more, which makes it stricter; what it may not forget closes it. */
const MAX_SOURCES = 500;
const MAX_ATOMS: Readonly<Record<Source['by'], number>> = {
  person: 4_096,
  trusted: 6_144,
  lookup: 1_024,
  session: 2_048,
  untrusted: 1_024,
};

/** Stands for everything: the session wrote more than it can remember, so it may have written anything. */
const EVERYTHING = '*';

const indexes = new WeakMap<Source, ReadonlySet<string>>();

const indexOf = (source: Source): ReadonlySet<string> => {
  const known = indexes.get(source);
  if (known) return known;
  const set = new Set<string>();
  for (let at = 0; at < source.atoms.length; at += DIGEST_LENGTH) set.add(source.atoms.slice(at, at + DIGEST_LENGTH));
  indexes.set(source, set);
  return set;
};

/** The first source of one of these kinds that holds a digest. */
export const findSource = (session: Session, digest: string, kinds: readonly Source['by'][]): Source | undefined =>
  session.sources?.find((source) => kinds.includes(source.by) && indexOf(source).has(digest));

/** Whether the session itself may have written a value into a store while it was untrusted. */
export const isWritten = (session: Session, digest: string): boolean =>
  session.sources?.some(({ by, atoms }) => by === 'session' && atoms === EVERYTHING) === true ||
  findSource(session, digest, ['session']) !== undefined;

const sizeOf = (sources: readonly Source[], by: Source['by']): number =>
  sources.reduce((sum, source) => sum + (source.by === by ? source.atoms.length / DIGEST_LENGTH : 0), 0);

/** The session with one more source; the very same object when there is nothing new in it or no room for it. */
export const withSource = (session: Session, about: Omit<Source, 'atoms'>, digests: readonly string[]): Session => {
  const sources = session.sources ?? [];
  const fresh = digests.filter((digest) => !findSource(session, digest, [about.by]));
  const room = MAX_ATOMS[about.by] - sizeOf(sources, about.by);
  const isFull = sources.length >= MAX_SOURCES || fresh.length > room;
  if (isFull && about.by === 'session') return closed(session);
  const kept = sources.length >= MAX_SOURCES ? [] : fresh.slice(0, Math.max(0, room));
  return kept.length === 0 ? session : { ...session, sources: [...sources, { ...about, atoms: kept.join('') }] };
};

const closed = (session: Session): Session => {
  const sources = session.sources ?? [];
  if (sources.some(({ atoms }) => atoms === EVERYTHING)) return session;
  return { ...session, sources: [...sources, { by: 'session', atoms: EVERYTHING }] };
};
