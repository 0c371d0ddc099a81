/** What has a moment and an id: a call, of a tool or of a model. */
export interface Dated {
  id: string;
  at: string;
}

const newestFirst = (a: Dated, b: Dated): number => b.at.localeCompare(a.at) || b.id.localeCompare(a.id);

/**
 * One list out of what was fetched and what arrived live: each call once, newest first. The fetched copy of a call wins,
 * because the record is the truth and the live message only an early word of it.
 */
export const mergeCalls = <T extends Dated>(live: readonly T[], fetched: readonly T[]): T[] => {
  const byId = new Map(live.map((call) => [call.id, call]));
  for (const call of fetched) byId.set(call.id, call);
  return [...byId.values()].sort(newestFirst);
};

/** What the page knows of live calls: shown ones, and those that wait until the person wants to see them. */
export interface LiveCalls<T> {
  shown: readonly T[];
  held: readonly T[];
}

export const noCalls = { shown: [], held: [] };

const KEPT = 500;

/** Takes fresh calls in: into view, or aside while `holding` (paused, or reading further down). Old ones beyond 500 are let go; the record has them. */
export const receive = <T>(state: LiveCalls<T>, fresh: readonly T[], holding: boolean): LiveCalls<T> => {
  const ordered = [...fresh].reverse();
  if (holding) return { ...state, held: [...ordered, ...state.held].slice(0, KEPT) };
  return { shown: [...ordered, ...state.held, ...state.shown].slice(0, KEPT), held: [] };
};

/** Brings the waiting calls into view. */
export const release = <T>({ shown, held }: LiveCalls<T>): LiveCalls<T> => ({
  shown: [...held, ...shown].slice(0, KEPT),
  held: [],
});
