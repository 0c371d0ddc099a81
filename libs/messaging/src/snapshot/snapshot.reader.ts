import type { SnapshotContract, SnapshotValue } from '@archestra/contracts';
import { Kvm, type KvEntry } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { connectionState } from '../connection/connection-state.ts';

type ChangeListener<V> = (key: string, value: V | undefined) => void;
type Watch = Awaited<ReturnType<Awaited<ReturnType<Kvm['open']>>['watch']>>;

/**
 * A KV bucket in memory, kept current by a watch. After a lost connection the whole bucket is read again,
 * because a change may have passed unseen. An entry that breaks the contract is treated as absent.
 */
export class SnapshotReader<S extends SnapshotContract> {
  /** Resolves when the bucket was read completely for the first time. */
  readonly ready: Promise<void>;
  /** False until the first complete read, and again from a lost connection until the bucket was re-read. */
  synced = false;
  private values = new Map<string, SnapshotValue<S>>();
  private readonly listeners = new Set<ChangeListener<SnapshotValue<S>>>();
  private watch: Watch | undefined;
  private stopped = false;
  private markReady: () => void = () => undefined;
  private readonly forget: (() => void)[];

  constructor(
    private readonly connection: NatsConnection,
    private readonly contract: S,
    private readonly report: (error: unknown, what: string) => void,
  ) {
    this.ready = new Promise((resolve) => (this.markReady = resolve));
    const state = connectionState(connection);
    this.forget = [state.onDisconnect(() => (this.synced = false)), state.onReconnect(() => this.watch?.stop())];
    void this.keepWatching();
  }

  get(key: string): SnapshotValue<S> | undefined {
    return this.values.get(key);
  }

  entries(): IterableIterator<[string, SnapshotValue<S>]> {
    return this.values.entries();
  }

  /** Calls back for every entry that is added, changed or removed (`undefined`). Returns the way to stop that. */
  onChange(listener: ChangeListener<SnapshotValue<S>>): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  stop(): void {
    this.stopped = true;
    for (const forget of this.forget) forget();
    this.watch?.stop();
  }

  private async keepWatching(): Promise<void> {
    while (!this.stopped && !this.connection.isClosed()) {
      try {
        await this.read();
      } catch (error) {
        if (!this.stopped) this.report(error, `snapshot ${this.contract.bucket}`);
      }
      this.synced = false;
      if (!this.stopped) await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  private async read(): Promise<void> {
    const bucket = await new Kvm(this.connection).open(this.contract.bucket, { bindOnly: true });
    const seen = new Set<string>();
    // Its own flag: what is left of an earlier watch must not finish this one.
    let isComplete = false;
    const total = (await bucket.status()).values;
    this.watch = await bucket.watch();
    if (total === 0) {
      isComplete = true;
      this.complete(seen);
    }
    for await (const entry of this.watch) {
      this.apply(entry);
      if (isComplete) continue;
      seen.add(entry.key);
      isComplete = entry.delta === 0;
      if (isComplete) this.complete(seen);
    }
  }

  private complete(seen: ReadonlySet<string>): void {
    for (const key of [...this.values.keys()]) if (!seen.has(key)) this.change(key, undefined);
    this.synced = true;
    this.markReady();
  }

  private apply(entry: KvEntry): void {
    if (entry.operation !== 'PUT') {
      this.change(entry.key, undefined);
      return;
    }
    const value = this.parse(entry);
    if (value === undefined)
      this.report(new Error(`entry ${entry.key} breaks its contract`), `snapshot ${this.contract.bucket}`);
    this.change(entry.key, value);
  }

  private parse(entry: KvEntry): SnapshotValue<S> | undefined {
    try {
      const parsed = this.contract.value.safeParse(JSON.parse(entry.string()));
      return parsed.success ? (parsed.data as SnapshotValue<S>) : undefined;
    } catch {
      return undefined;
    }
  }

  private change(key: string, value: SnapshotValue<S> | undefined): void {
    if (value === undefined) {
      if (!this.values.delete(key)) return;
    } else this.values.set(key, value);
    for (const listener of this.listeners) listener(key, value);
  }
}
