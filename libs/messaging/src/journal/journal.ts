import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import type { Envelope } from '../event/cloud-event.ts';
import { readSegment, Segment, segmentPaths, type Entry } from './segment.ts';

const SEGMENT_BYTES = 4 * 1024 * 1024;
const LINGER_MS = 10;
const EAGER = 64;

const isFact = ({ kind }: Entry): boolean => kind === 'fact';

/** Publishes one envelope and resolves when it is stored; rejects when it may not be. */
export type Store = (envelope: Envelope) => Promise<void>;

/**
 * Events on disk before anything else happens with them, then in JetStream, then gone from disk.
 * A process that is killed leaves its segments behind; the next one publishes them again under the same ids,
 * and the ids make every later step idempotent.
 */
export class Journal {
  private current: Segment;
  private readonly waiting: { segment: Segment; envelope: Envelope }[] = [];
  /** Ids of those in memory: waiting, or on their way. */
  private readonly held = new Set<string>();
  private readonly leftovers: string[];
  private readonly spilled = new Set<Segment>();
  /** Where the plan of a call lies: its fact may come in a later segment. */
  private readonly planned = new Map<string, Segment>();
  private readingBack = false;
  private inFlight = 0;
  private retryTimer: NodeJS.Timeout | undefined;
  private lingerTimer: NodeJS.Timeout | undefined;
  private failures = 0;
  private whenEmpty: (() => void) | undefined;
  private closed = false;

  constructor(
    private readonly directory: string,
    private readonly store: Store,
    private readonly limits: { maxInFlight: number; maxWaiting: number } = { maxInFlight: 512, maxWaiting: 20_000 },
  ) {
    this.leftovers = segmentPaths(directory);
    this.current = this.open();
  }

  /** Events accepted but not confirmed by JetStream. */
  get backlog(): number {
    return this.waiting.length + this.inFlight;
  }

  /** Notes what to publish under this id if the process dies before `record`; on disk after the next `flush`. */
  plan(envelope: Envelope): void {
    const segment = this.segment();
    segment.append({ kind: 'planned', envelope });
    this.planned.set(envelope.id, segment);
  }

  /** Takes a fact: on disk after the next `flush`, published in the background. */
  record(envelope: Envelope): void {
    const segment = this.segment();
    segment.append({ kind: 'fact', envelope });
    if (this.waiting.length >= this.limits.maxWaiting) {
      // Memory is bounded, the disk is not: the rest is read back when JetStream answers again.
      this.spilled.add(segment);
      return;
    }
    this.waiting.push({ segment, envelope });
    this.held.add(envelope.id);
    // It is safe on disk: a moment of waiting for others saves the broker and this process a wake-up for each.
    if (this.waiting.length >= EAGER) this.pump();
    else this.lingerTimer ??= setTimeout(() => this.pump(), LINGER_MS);
  }

  /** Writes everything taken so far to disk. Throws when the disk refuses. */
  flush(): void {
    this.current.flush();
  }

  /** Publishes what earlier processes left behind: every fact, and the plans whose fact is in none of their segments. */
  async recover(): Promise<number> {
    const paths = this.leftovers.splice(0);
    const facts = new Set(paths.flatMap((path) => readSegment(path).filter(isFact)).map(({ envelope }) => envelope.id));
    let count = 0;
    for (const path of paths) {
      const left = readSegment(path).filter((entry) => isFact(entry) || !facts.has(entry.envelope.id));
      for (const { envelope } of left) await this.storeUntilDone(envelope);
      unlinkSync(path);
      count += left.length;
    }
    return count;
  }

  /** Waits until everything is confirmed or the time is over; what remains stays on disk for the next process. */
  async close(timeoutMs: number): Promise<void> {
    this.closed = true;
    this.pump();
    if (this.backlog > 0) {
      await Promise.race([
        new Promise<void>((resolve) => (this.whenEmpty = resolve)),
        new Promise((resolve) => setTimeout(resolve, timeoutMs).unref()),
      ]);
    }
    clearTimeout(this.retryTimer);
    this.current.flush();
    if (this.current.unconfirmed.size === 0) this.current.remove();
  }

  private async storeUntilDone(envelope: Envelope): Promise<void> {
    for (let attempt = 0; !this.closed; attempt += 1) {
      try {
        return await this.store(envelope);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, Math.min(5_000, 100 * 2 ** attempt)));
      }
    }
    throw new Error('closed before the journal was replayed');
  }

  private pump(): void {
    clearTimeout(this.lingerTimer);
    this.lingerTimer = undefined;
    if (this.retryTimer) return;
    while (this.inFlight < this.limits.maxInFlight) {
      const next = this.waiting.shift();
      if (!next) return;
      this.inFlight += 1;
      this.store(next.envelope).then(
        () => this.confirmed(next.segment, next.envelope.id),
        () => this.failed(next),
      );
    }
  }

  private confirmed(segment: Segment, id: string): void {
    this.inFlight -= 1;
    this.held.delete(id);
    this.failures = 0;
    this.settle(segment, id);
    if (this.backlog === 0) this.whenEmpty?.();
    // Under steady work something is always on its way; room in memory is enough.
    if (this.waiting.length === 0 && this.spilled.size > 0) void this.readBack();
    this.pump();
  }

  /** The fact is stored: neither it nor the plan it replaced has to stay on disk. */
  private settle(segment: Segment, id: string): void {
    for (const holder of new Set([segment, this.planned.get(id) ?? segment])) {
      holder.unconfirmed.delete(id);
      if (holder.sealed && holder.unconfirmed.size === 0 && !this.spilled.has(holder)) holder.remove();
    }
    this.planned.delete(id);
  }

  private async readBack(): Promise<void> {
    if (this.readingBack) return;
    this.readingBack = true;
    try {
      for (const segment of [...this.spilled]) await this.readBackSegment(segment);
    } catch {
      // Closed in the middle: what is left is on disk for the next process.
    } finally {
      this.readingBack = false;
    }
  }

  private async readBackSegment(segment: Segment): Promise<void> {
    if (segment === this.current) this.rotate();
    // A plan here may belong to a call that is still running: only its fact is to be told.
    for (const { envelope } of readSegment(segment.path).filter(isFact)) {
      if (!segment.unconfirmed.has(envelope.id) || this.held.has(envelope.id)) continue;
      await this.storeUntilDone(envelope);
      this.settle(segment, envelope.id);
    }
    this.spilled.delete(segment);
    if (segment.unconfirmed.size === 0) segment.remove();
  }

  private failed(item: { segment: Segment; envelope: Envelope }): void {
    this.inFlight -= 1;
    this.waiting.unshift(item);
    this.failures += 1;
    this.retryTimer ??= setTimeout(() => this.retry(), Math.min(2_000, 50 * 2 ** Math.min(this.failures, 6)));
  }

  private retry(): void {
    this.retryTimer = undefined;
    this.pump();
  }

  private segment(): Segment {
    if (this.current.bytes >= SEGMENT_BYTES) this.rotate();
    return this.current;
  }

  private rotate(): void {
    const full = this.current;
    full.flush();
    full.sealed = true;
    if (full.unconfirmed.size === 0) full.remove();
    this.current = this.open();
  }

  private open(): Segment {
    return new Segment(join(this.directory, `${uuid()}.journal`));
  }
}
