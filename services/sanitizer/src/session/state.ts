import { LOST_SESSION, type Session, type Source } from '@archestra/policy';
import { StoredSession, StoredSources, type SourcesAdded } from './session-row.ts';

const NONE: readonly Source[] = [];

/** What has to be written down of a session's sources, given what was written before; null when nothing changed. */
export const sourcesAdded = (before: Session, after: Session): SourcesAdded | null => {
  const [old, now] = [before.sources ?? NONE, after.sources ?? NONE];
  if (old === now) return null;
  let kept = 0;
  while (kept < old.length && old[kept] === now[kept]) kept += 1;
  return kept === old.length && kept === now.length ? null : { kept, added: now.slice(kept) };
};

/**
 * Whether forgetting the step from one state to the other could let a call pass later: a label that got worse, or values the
 * session itself wrote somewhere. Every other source that is forgotten makes decisions stricter only.
 */
export const mustKeep = (before: Session, after: Session): boolean =>
  before.label !== after.label || (sourcesAdded(before, after)?.added.some(({ by }) => by === 'session') ?? false);

/** What of a session stands in every row. */
export const withoutSources = ({ sources: _, ...state }: Session): Omit<Session, 'sources'> => state;

/** Treated as having seen the worst and as having written anything anywhere. */
const UNREADABLE: Session = { ...LOST_SESSION, sources: [{ by: 'session', atoms: '*' }] };

/** A session as its log left it; one that cannot be read is lost, and `onTrouble` hears why. */
export const restore = (state: unknown, sources: readonly unknown[], onTrouble: (error: unknown) => void): Session => {
  try {
    const stored = StoredSession.parse(state) as Session;
    const found = sources.reduce<readonly Source[]>((known, row) => {
      const { kept, added } = StoredSources.parse(row);
      return [...known.slice(0, kept), ...(added as Source[])];
    }, NONE);
    return found.length === 0 ? stored : { ...stored, sources: found };
  } catch (error) {
    onTrouble(error);
    return UNREADABLE;
  }
};
