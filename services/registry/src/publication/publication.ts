import { setTimeout as pause } from 'node:timers/promises';
import { installations, profiles } from '@archestra/contracts';
import { Snapshots, type SnapshotReader, type SnapshotWriter } from '@archestra/messaging';
import { CONFIG, log, Readiness } from '@archestra/service';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { RegistryConfig } from '../registry.config.ts';
import { Coalesced } from './coalesced.ts';
import { portions } from './portion.ts';
import { PublicationStore, type Keys } from './publication.store.ts';
import { difference, type Difference, type Entry } from './reconcile.ts';
import { TouchedIds, type Touched } from './touched.ts';

/** A caller waits this long for its change to be published; after that the next reconciliation does it. */
const PATIENCE_MS = 1_000;
/** Changes are published between two portions of a comparison, however much an organization has. */
const PORTION = 50;
/** Comparing takes at most a quarter of the time, also when it is slow: what a crash left wrong is wrong until then. */
const REST_FACTOR = 3;

interface Writer<E> {
  put(key: string, value: E): Promise<void>;
  delete(key: string): Promise<void>;
}

/**
 * Makes the snapshots say what the database says: at once after a change, and for every organization at start and at
 * each interval, so that a crash between commit and put, or a put that failed, is healed without anybody noticing.
 */
@Injectable()
export class Publication implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly installations: SnapshotReader<typeof installations>;
  private readonly profiles: SnapshotReader<typeof profiles>;
  private readonly writers: {
    installations: SnapshotWriter<typeof installations>;
    profiles: SnapshotWriter<typeof profiles>;
  };
  private readonly runs = new Coalesced();
  private readonly touched = new TouchedIds();
  private readonly stopping = new AbortController();

  constructor(
    @Inject(CONFIG) private readonly config: RegistryConfig,
    private readonly store: PublicationStore,
    snapshots: Snapshots,
    readiness: Readiness,
  ) {
    this.installations = snapshots.reader(installations);
    this.profiles = snapshots.reader(profiles);
    this.writers = { installations: snapshots.writer(installations), profiles: snapshots.writer(profiles) };
    readiness.add('snapshots', () => {
      if (!this.synced) throw new Error('the snapshots are not read yet');
    });
  }

  onApplicationBootstrap(): void {
    void Promise.all([this.installations.ready, this.profiles.ready]).then(() => this.keepComparing());
  }

  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  /** After a committed change. Never throws: what could not be published now is published by the next reconciliation. */
  async soon(organizationId: string, touched: Touched): Promise<void> {
    this.touched.add(organizationId, touched);
    const patience = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS).unref());
    await Promise.race([this.publish(organizationId), patience]);
  }

  /** Compares all organizations; returns when every one was tried. */
  async everything(): Promise<void> {
    if (!this.synced) return;
    try {
      const known = await this.store.organizations();
      const published = [...this.installations.entries(), ...this.profiles.entries()].map(
        ([, entry]) => entry.organizationId,
      );
      for (const organizationId of new Set([...known, ...published])) await this.compare(organizationId);
    } catch (error) {
      log.error({ err: error }, 'snapshots could not be compared with the database');
    }
  }

  private get synced(): boolean {
    return this.installations.synced && this.profiles.synced;
  }

  private async keepComparing(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const startedAt = performance.now();
      await this.everything();
      const wait = Math.max(this.config.RECONCILE_MS, REST_FACTOR * (performance.now() - startedAt));
      await pause(wait, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  private async compare(organizationId: string): Promise<void> {
    try {
      const { profiles: profileIds, installations: installationIds } = await this.store.keys(organizationId);
      const known = {
        profiles: [...new Set([...profileIds, ...keysOf(this.profiles, organizationId)])],
        installations: [...new Set([...installationIds, ...keysOf(this.installations, organizationId)])],
      };
      for (const keys of portions(known, PORTION)) {
        if (this.stopping.signal.aborted) return;
        await this.write(organizationId, keys, false);
      }
    } catch (error) {
      log.error({ err: error, organizationId }, 'snapshots could not be compared; the next reconciliation tries again');
    }
  }

  private async publish(organizationId: string): Promise<void> {
    try {
      await this.runs.run(organizationId, () => this.writeTouched(organizationId));
    } catch (error) {
      log.error({ err: error, organizationId }, 'snapshots could not be written; the next reconciliation tries again');
    }
  }

  private async writeTouched(organizationId: string): Promise<void> {
    // An unread bucket looks empty; the comparison at start follows as soon as it was read.
    if (!this.synced) return;
    const touched = this.touched.take(organizationId);
    const keys = { profiles: [...touched.profiles], installations: [...touched.installations] };
    try {
      for (const portion of portions(keys, PORTION)) await this.write(organizationId, portion, true);
    } catch (error) {
      this.touched.add(organizationId, keys);
      throw error;
    }
  }

  /** `isTouched`: written in any case, because what this replica saw of the bucket may not show the write before. */
  private async write(organizationId: string, keys: Keys, isTouched: boolean): Promise<void> {
    await this.store.withDesired(organizationId, keys, async (desired) => {
      const touched = { profiles: isTouched ? keys.profiles : [], installations: isTouched ? keys.installations : [] };
      const profile = difference({
        organizationId,
        desired: desired.profiles,
        current: seen(this.profiles, keys.profiles),
        touched: new Set(touched.profiles),
      });
      const installation = difference({
        organizationId,
        desired: desired.installations,
        current: seen(this.installations, keys.installations),
        touched: new Set(touched.installations),
      });
      // Profiles first: a server is taken away from callers before it stops.
      await apply(this.writers.profiles, profile);
      await apply(this.writers.installations, installation);
    });
  }
}

const keysOf = <V extends Entry>(
  reader: { entries(): IterableIterator<[string, V]> },
  organizationId: string,
): string[] => [...reader.entries()].flatMap(([key, entry]) => (entry.organizationId === organizationId ? [key] : []));

const seen = <V extends Entry>(
  reader: { get(key: string): V | undefined },
  keys: readonly string[],
): Map<string, V> => {
  const entries = new Map<string, V>();
  for (const key of keys) {
    const entry = reader.get(key);
    if (entry) entries.set(key, entry);
  }
  return entries;
};

const apply = async <E extends Entry>(writer: Writer<E>, { put, remove }: Difference<E>): Promise<void> => {
  const writes = [...put.map((entry) => writer.put(entry.id, entry)), ...remove.map((key) => writer.delete(key))];
  const failures = (await Promise.allSettled(writes)).filter((outcome) => outcome.status === 'rejected');
  if (failures[0]) throw failures[0].reason;
};
