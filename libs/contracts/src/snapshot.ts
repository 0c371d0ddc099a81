import type { z } from 'zod';

/** Configuration every replica holds in memory: one JetStream KV bucket, one value schema. */
export interface SnapshotContract<V extends z.ZodType = z.ZodType> {
  readonly kind: 'snapshot';
  readonly bucket: string;
  readonly value: V;
  /** Milliseconds after which an entry disappears by itself; 0 keeps it. */
  readonly ttlMs: number;
}

/** The parsed value of a snapshot entry. */
export type SnapshotValue<S extends SnapshotContract> = z.output<S['value']>;

/** Declares a KV bucket that one service writes and others watch. */
export const snapshot = <V extends z.ZodType>(bucket: string, value: V, ttlMs = 0): SnapshotContract<V> => ({
  kind: 'snapshot',
  bucket,
  value,
  ttlMs,
});
