import { canonicalJson } from '@archestra/mcp';

/** An entry of a snapshot: every one belongs to an organization. */
export interface Entry {
  id: string;
  organizationId: string;
}

export interface Difference<E extends Entry> {
  put: E[];
  /** Keys of entries that the database does not have. */
  remove: string[];
}

export interface Comparison<E extends Entry> {
  organizationId: string;
  desired: readonly E[];
  /** What this replica saw of the bucket so far: it may be a moment behind. */
  current: ReadonlyMap<string, E>;
  /** Keys that just changed: they are written in any case, because `current` may not show the write before. */
  touched: ReadonlySet<string>;
}

/** What must be written so that one organization's part of a snapshot says what is desired. Other organizations stay as they are. */
export const difference = <E extends Entry>({
  organizationId,
  desired,
  current,
  touched,
}: Comparison<E>): Difference<E> => {
  const wanted = new Set(desired.map(({ id }) => id));
  const put = desired.filter((entry) => {
    const present = current.get(entry.id);
    return touched.has(entry.id) || !present || canonicalJson(present) !== canonicalJson(entry);
  });
  const stale = [...current].filter(([, entry]) => entry.organizationId === organizationId).map(([key]) => key);
  const remove = [...new Set([...stale, ...touched])].filter((key) => !wanted.has(key));
  return { put, remove };
};
