import { isDeepStrictEqual } from 'node:util';
import { principals, type PrincipalSnapshot } from '@archestra/contracts';
import { Snapshots, type SnapshotReader, type SnapshotWriter } from '@archestra/messaging';
import { CONFIG, Readiness, reportError } from '@archestra/service';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { IdentityConfig } from '../identity.config.ts';
import { PrincipalStore } from './principal.store.ts';

const AT_ONCE = 64;

/**
 * Spreads what people may do to every replica of every service: right after a change was committed, and again at intervals
 * for what a crash in between, or a broker that lost its data, left out.
 */
@Injectable()
export class Principals implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly reader: SnapshotReader<typeof principals>;
  private readonly writer: SnapshotWriter<typeof principals>;
  private timer: NodeJS.Timeout | undefined;
  private work: Promise<void> = Promise.resolve();
  private isSpread = false;

  constructor(
    @Inject(CONFIG) private readonly config: IdentityConfig,
    private readonly people: PrincipalStore,
    snapshots: Snapshots,
    readiness: Readiness,
  ) {
    this.reader = snapshots.reader(principals);
    this.writer = snapshots.writer(principals);
    readiness.add('principals', () => {
      if (!this.isSpread) throw new Error('the rights of people have not been spread yet');
    });
  }

  onApplicationBootstrap(): void {
    void this.reader.ready.then(() => this.sweepSoon());
    this.timer = setInterval(() => this.sweepSoon(), this.config.PRINCIPAL_SWEEP_MS);
  }

  /** Resolves when the broker holds the rights of these people; a broker that is away gets them with the next sweep. */
  async spread(userIds: readonly string[]): Promise<void> {
    if (userIds.length === 0) return;
    try {
      await this.people.withRights(userIds, (rights) => this.write([...rights]));
    } catch (error) {
      reportError(error, 'spreading of rights');
      this.sweepSoon();
    }
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.work;
  }

  private sweepSoon(): void {
    this.work = this.work.then(() => this.sweep()).catch((error: unknown) => reportError(error, 'sweep of rights'));
  }

  private async sweep(): Promise<void> {
    if (!this.reader.synced) return;
    await this.people.withRights(undefined, async (rights) => {
      await this.write([...rights].filter(([id, value]) => !isDeepStrictEqual(this.reader.get(id), value)));
      for (const [id] of [...this.reader.entries()]) if (!rights.has(id)) await this.writer.delete(id);
    });
    this.isSpread = true;
  }

  private async write(entries: readonly [string, PrincipalSnapshot][]): Promise<void> {
    for (let start = 0; start < entries.length; start += AT_ONCE)
      await Promise.all(entries.slice(start, start + AT_ONCE).map(([id, value]) => this.writer.put(id, value)));
  }
}
