import { CONFIG, log } from '@archestra/service';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import type { BffConfig } from '../bff.config.ts';

/** How long an answer can be followed after its last chunk: longer than a person may take to agree to a call. */
const KEPT_MS = 60 * 60_000;
const GROWN = 'bff:chat:grown';
const STOP = 'bff:chat:stop';
const READ_LIMIT = 100;

const pointer = (runId: string): string => `bff:chat:run:${runId}`;
const tape = (runId: string, version: string): string => `${pointer(runId)}:${version}`;

/** Chunks that were read; `last` is where to go on. */
export interface Stretch {
  chunks: string[];
  last: string;
}

/**
 * The chunks of answers in progress, where every replica can replay and follow them. An answer that is taken over, or whose
 * tape got a hole, begins a new version; whoever follows the old one is cut and comes back to the new one.
 */
@Injectable()
export class ChunkStore implements OnApplicationShutdown {
  private readonly redis: Redis;
  private readonly subscriber: Redis;
  private readonly listeners = new Map<string, Set<() => void>>();
  private onStop: (runId: string) => void = () => undefined;

  constructor(@Inject(CONFIG) config: BffConfig) {
    const options = {
      connectTimeout: 1_000,
      retryStrategy: (attempt: number) => Math.min(100 * attempt, 1_000),
    };
    this.redis = new Redis(config.REDIS_URL, { ...options, commandTimeout: 2_000, maxRetriesPerRequest: 1 });
    this.subscriber = new Redis(config.REDIS_URL, { ...options, maxRetriesPerRequest: null });
    for (const one of [this.redis, this.subscriber])
      one.on('error', (error: Error) => log.warn({ err: error }, 'redis connection'));
    this.subscriber.on('message', (channel: string, runId: string) => this.hear(channel, runId));
    this.subscriber.subscribe(GROWN, STOP).catch((error: unknown) => log.warn({ err: error }, 'redis subscription'));
  }

  /** Adds chunks in one go; `isFirst` makes this version the one to follow. */
  async append(runId: string, version: string, chunks: readonly string[], isFirst: boolean): Promise<void> {
    const key = tape(runId, version);
    const work = this.redis.multi();
    if (isFirst) work.del(key);
    work.xadd(key, '*', 'c', chunks.join('\n')).pexpire(key, KEPT_MS);
    if (isFirst) work.set(pointer(runId), version, 'PX', KEPT_MS);
    else work.pexpire(pointer(runId), KEPT_MS);
    const replies = await work.publish(GROWN, runId).exec();
    const failed = replies?.find(([error]) => error)?.[0];
    if (!replies || failed) throw failed ?? new Error('Redis did not keep the chunks.');
  }

  /** The version to follow; undefined when there is none, yet or any more. */
  async version(runId: string): Promise<string | undefined> {
    return (await this.redis.get(pointer(runId))) ?? undefined;
  }

  async read(runId: string, version: string, after: string): Promise<Stretch> {
    const entries = await this.redis.xrange(tape(runId, version), `(${after}`, '+', 'COUNT', READ_LIMIT);
    const chunks = entries.flatMap(([, fields]) => (fields[1] ?? '').split('\n'));
    return { chunks, last: entries.at(-1)?.[0] ?? after };
  }

  /** Cuts whoever follows an answer that is not wanted any more. */
  async forget(runId: string): Promise<void> {
    await this.redis
      .multi()
      .del(pointer(runId))
      .publish(GROWN, runId)
      .exec()
      .catch((error: unknown) => log.warn({ err: error }, 'readers of a deleted chat leave by themselves'));
  }

  /** Calls back when there may be more of an answer, on whichever replica it is given. */
  watch(runId: string, listener: () => void): () => void {
    const listeners = this.listeners.get(runId) ?? new Set();
    this.listeners.set(runId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.listeners.delete(runId);
    };
  }

  /** Tells every replica that an answer is to stop. */
  async tellStop(runId: string): Promise<void> {
    await this.redis
      .publish(STOP, runId)
      .catch((error: unknown) => log.warn({ err: error }, 'a stop is heard with the next renewal of the lease'));
  }

  hearStop(listener: (runId: string) => void): void {
    this.onStop = listener;
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
    this.subscriber.disconnect();
  }

  private hear(channel: string, runId: string): void {
    if (channel === STOP) this.onStop(runId);
    else for (const listener of this.listeners.get(runId) ?? []) listener();
  }
}
