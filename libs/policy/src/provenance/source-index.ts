import type { Source } from '../session.ts';
import { DIGEST_LENGTH } from './atom.ts';

type Kind = Source['by'];

/** Stands for everything: the session wrote more than it can remember, so it may have written anything. */
export const EVERYTHING = '*';

/**
 * Where each digest was first seen, by kind of source. Sessions only grow, and mostly in one line: a session that was extended hands
 * its index on, so the index may know of sources that came after those it is asked for; a place tells.
 */
class SourceIndex {
  private readonly places = new Map<Kind, Map<string, number>>();
  private readonly sources = new Map<Kind, number>();
  /** How many sources it knows. */
  count = 0;
  /** Where everything was written. */
  closedAt = Infinity;

  add({ by, atoms }: Source): void {
    const places = this.placesOf(by);
    if (atoms === EVERYTHING) this.closedAt = Math.min(this.closedAt, this.count);
    else
      for (let at = 0; at < atoms.length; at += DIGEST_LENGTH) {
        const digest = atoms.slice(at, at + DIGEST_LENGTH);
        if (!places.has(digest)) places.set(digest, this.count);
      }
    this.sources.set(by, this.sourcesOf(by) + 1);
    this.count += 1;
  }

  placeOf(digest: string, kinds: readonly Kind[]): number {
    let first = Infinity;
    for (const kind of kinds) first = Math.min(first, this.places.get(kind)?.get(digest) ?? Infinity);
    return first;
  }

  atomsOf(kind: Kind): number {
    return this.places.get(kind)?.size ?? 0;
  }

  sourcesOf(kind: Kind): number {
    return this.sources.get(kind) ?? 0;
  }

  private placesOf(kind: Kind): Map<string, number> {
    const known = this.places.get(kind);
    if (known) return known;
    const places = new Map<string, number>();
    this.places.set(kind, places);
    return places;
  }
}

const indexes = new WeakMap<readonly Source[], SourceIndex>();

const build = (sources: readonly Source[]): SourceIndex => {
  const index = new SourceIndex();
  for (const source of sources) index.add(source);
  indexes.set(sources, index);
  return index;
};

const indexOf = (sources: readonly Source[]): SourceIndex => indexes.get(sources) ?? build(sources);

/** The index of these sources and no others. */
const exactIndexOf = (sources: readonly Source[]): SourceIndex => {
  const index = indexOf(sources);
  return index.count === sources.length ? index : build(sources);
};

/** The first source of one of these kinds that holds a digest. */
export const firstWith = (sources: readonly Source[], digest: string, kinds: readonly Kind[]): Source | undefined =>
  sources[indexOf(sources).placeOf(digest, kinds)];

/** Whether one of the sources stands for everything. */
export const holdsEverything = (sources: readonly Source[]): boolean => indexOf(sources).closedAt < sources.length;

/** How many sources of a kind there are, and how many atoms they hold together. */
export const amountsOf = (sources: readonly Source[], kind: Kind): { sources: number; atoms: number } => {
  const index = exactIndexOf(sources);
  return { sources: index.sourcesOf(kind), atoms: index.atomsOf(kind) };
};

/** The same and one more. */
export const extended = (sources: readonly Source[], source: Source): readonly Source[] => {
  const index = exactIndexOf(sources);
  const next = [...sources, source];
  index.add(source);
  indexes.set(next, index);
  return next;
};
