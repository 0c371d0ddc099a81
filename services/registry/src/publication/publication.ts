import { installations, profiles } from '@archestra/contracts';
import { Snapshots, type SnapshotReader, type SnapshotWriter } from '@archestra/messaging';
import { CONFIG, log, Readiness } from '@archestra/service';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { RegistryConfig } from '../registry.config.ts';
import { Coalesced } from './coalesced.ts';
import { PublicationStore } from './publication.store.ts';
import { difference, type Difference, type Entry } from './reconcile.ts';
import { TouchedIds, type Touched } from './touched.ts';

/** A caller waits this long for its change to be published; after that the next reconciliation does it. */
const PATIENCE_MS = 1_000;

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
  private timer: NodeJS.Timeout | undefined;

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
    this.timer = setInterval(() => void this.everything(), this.config.RECONCILE_MS);
    void Promise.all([this.installations.ready, this.profiles.ready]).then(() => this.everything());
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
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
      for (const organizationId of new Set([...known, ...published])) await this.publish(organizationId);
    } catch (error) {
      log.error({ err: error }, 'snapshots could not be compared with the database');
    }
  }

  private get synced(): boolean {
    return this.installations.synced && this.profiles.synced;
  }

  private async publish(organizationId: string): Promise<void> {
    try {
      await this.runs.run(organizationId, () => this.write(organizationId));
    } catch (error) {
      log.error({ err: error, organizationId }, 'snapshots could not be written; the next reconciliation tries again');
    }
  }

  private async write(organizationId: string): Promise<void> {
    // An unread bucket looks empty: comparing with it would remove nothing and write everything.
    if (!this.synced) return;
    const touched = this.touched.take(organizationId);
    try {
      await this.store.withDesired(organizationId, async (desired) => {
        const profile = difference({
          organizationId,
          desired: desired.profiles,
          current: new Map(this.profiles.entries()),
          touched: touched.profiles,
        });
        const current = new Map(this.installations.entries());
        const installation = difference({
          organizationId,
          desired: desired.installations,
          current,
          touched: touched.installations,
        });
        // Profiles first: a server is taken away from callers before it stops.
        await apply(this.writers.profiles, profile);
        await apply(this.writers.installations, installation);
      });
    } catch (error) {
      this.touched.add(organizationId, { profiles: [...touched.profiles], installations: [...touched.installations] });
      throw error;
    }
  }
}

const apply = async <E extends Entry>(writer: Writer<E>, { put, remove }: Difference<E>): Promise<void> => {
  const writes = [...put.map((entry) => writer.put(entry.id, entry)), ...remove.map((key) => writer.delete(key))];
  const failures = (await Promise.allSettled(writes)).filter((outcome) => outcome.status === 'rejected');
  if (failures[0]) throw failures[0].reason;
};
