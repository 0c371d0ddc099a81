import { setTimeout as pause } from 'node:timers/promises';
import { providers, type ProviderSnapshot } from '@archestra/contracts';
import { canonicalJson } from '@archestra/mcp';
import { Snapshots, type SnapshotReader, type SnapshotWriter } from '@archestra/messaging';
import { CONFIG, log, Readiness } from '@archestra/service';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Coalesced } from '../publication/coalesced.ts';
import type { RegistryConfig } from '../registry.config.ts';
import { ProviderStore } from './provider.store.ts';

/** A caller waits this long for its change to be published; after that the next comparison does it. */
const PATIENCE_MS = 1_000;

/**
 * Makes the snapshot `providers` say what the database says, like `Publication` does for profiles: at once after a change,
 * and for every organization at start and at each interval. An organization has one entry, so there is nothing to cut into
 * portions.
 */
@Injectable()
export class ProviderPublication implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly reader: SnapshotReader<typeof providers>;
  private readonly writer: SnapshotWriter<typeof providers>;
  private readonly runs = new Coalesced();
  private readonly stopping = new AbortController();

  constructor(
    @Inject(CONFIG) private readonly config: RegistryConfig,
    private readonly store: ProviderStore,
    snapshots: Snapshots,
    readiness: Readiness,
  ) {
    this.reader = snapshots.reader(providers);
    this.writer = snapshots.writer(providers);
    readiness.add('providers', () => {
      if (!this.reader.synced) throw new Error('the snapshot of providers is not read yet');
    });
  }

  onApplicationBootstrap(): void {
    void this.reader.ready.then(() => this.keepComparing());
  }

  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  /** After a committed change. Never throws: what could not be published now is published by the next comparison. */
  async soon(organizationId: string): Promise<void> {
    const patience = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS).unref());
    await Promise.race([this.publish(organizationId, true), patience]);
  }

  private async keepComparing(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.everything().catch((error: unknown) =>
        log.error({ err: error }, 'providers could not be compared with the database'),
      );
      await pause(this.config.RECONCILE_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  private async everything(): Promise<void> {
    const published = [...this.reader.entries()].map(([key]) => key);
    for (const organizationId of new Set([...(await this.store.organizations()), ...published])) {
      if (this.stopping.signal.aborted) return;
      await this.publish(organizationId, false);
    }
  }

  /** `isTouched`: written in any case, because what this replica saw of the bucket may not show the write before. */
  private async publish(organizationId: string, isTouched: boolean): Promise<void> {
    // An unread bucket looks empty; the comparison at start follows as soon as it was read.
    if (!this.reader.synced) return;
    const key = `${organizationId} ${isTouched}`;
    const work = (): Promise<void> =>
      this.store.withDesired(organizationId, (desired) => this.write(organizationId, desired, isTouched));
    try {
      await this.runs.run(key, work);
    } catch (error) {
      log.error({ err: error, organizationId }, 'providers could not be written; the next comparison tries again');
    }
  }

  private async write(
    organizationId: string,
    desired: ProviderSnapshot | undefined,
    isTouched: boolean,
  ): Promise<void> {
    const current = this.reader.get(organizationId);
    if (!desired) {
      if (current || isTouched) await this.writer.delete(organizationId);
      return;
    }
    if (isTouched || !current || canonicalJson(current) !== canonicalJson(desired))
      await this.writer.put(organizationId, desired);
  }
}
