import type { ToolCallSummary } from '@archestra/contracts';

const newestFirst = (a: ToolCallSummary, b: ToolCallSummary): number =>
  b.at.localeCompare(a.at) || b.id.localeCompare(a.id);

/**
 * One list out of what was fetched and what arrived live: each call once, newest first. The fetched copy of a call wins,
 * because the record is the truth and the live message only an early word of it.
 */
export const mergeCalls = (
  live: readonly ToolCallSummary[],
  fetched: readonly ToolCallSummary[],
): ToolCallSummary[] => {
  const byId = new Map(live.map((call) => [call.id, call]));
  for (const call of fetched) byId.set(call.id, call);
  return [...byId.values()].sort(newestFirst);
};

/** What the page knows of live calls: shown ones, and those that wait until the person wants to see them. */
export interface LiveCalls {
  shown: readonly ToolCallSummary[];
  held: readonly ToolCallSummary[];
}

export const noCalls: LiveCalls = { shown: [], held: [] };

const KEPT = 500;

/** Takes fresh calls in: into view, or aside while `holding` (paused, or reading further down). Old ones beyond 500 are let go; the record has them. */
export const receive = (state: LiveCalls, fresh: readonly ToolCallSummary[], holding: boolean): LiveCalls => {
  const ordered = [...fresh].reverse();
  if (holding) return { ...state, held: [...ordered, ...state.held].slice(0, KEPT) };
  return { shown: [...ordered, ...state.held, ...state.shown].slice(0, KEPT), held: [] };
};

/** Brings the waiting calls into view. */
export const release = ({ shown, held }: LiveCalls): LiveCalls => ({
  shown: [...held, ...shown].slice(0, KEPT),
  held: [],
});
