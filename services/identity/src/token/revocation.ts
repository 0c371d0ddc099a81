import { revocations } from '@archestra/contracts';
import { Snapshots, type SnapshotReader, type SnapshotWriter } from '@archestra/messaging';
import { CONFIG, reportError } from '@archestra/service';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { IdentityConfig } from '../identity.config.ts';
import type { Revoked } from '../db/revoke.ts';
import { TokenStore } from './token.store.ts';

/**
 * Spreads revoked tokens to every replica of every service. A revocation is spread right after its commit; the sweep
 * repeats what a crash in between, or a broker that lost its data, left out.
 */
@Injectable()
export class Revocation implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly reader: SnapshotReader<typeof revocations>;
  private readonly writer: SnapshotWriter<typeof revocations>;
  private timer: NodeJS.Timeout | undefined;
  private work: Promise<void> = Promise.resolve();

  constructor(
    @Inject(CONFIG) private readonly config: IdentityConfig,
    private readonly tokens: TokenStore,
    snapshots: Snapshots,
  ) {
    this.reader = snapshots.reader(revocations);
    this.writer = snapshots.writer(revocations);
  }

  onApplicationBootstrap(): void {
    void this.reader.ready.then(() => this.sweepSoon());
    this.timer = setInterval(() => this.sweepSoon(), this.config.REVOCATION_SWEEP_MS);
  }

  /** Resolves when the broker holds the entry. */
  async spread({ id, hash, revokedAt }: Revoked): Promise<void> {
    await this.writer.put(hash, { tokenId: id, revokedAt: revokedAt.toISOString() });
  }

  /** Revocations that came with another change; a broker that is away gets them with the next sweep. */
  async spreadAll(revoked: readonly Revoked[]): Promise<void> {
    try {
      await Promise.all(revoked.map((entry) => this.spread(entry)));
    } catch (error) {
      reportError(error, 'spreading of revocations');
      this.sweepSoon();
    }
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.work;
  }

  private sweepSoon(): void {
    this.work = this.work
      .then(() => this.sweep())
      .catch((error: unknown) => reportError(error, 'sweep of revocations'));
  }

  private async sweep(): Promise<void> {
    if (!this.reader.synced) return;
    const missing = (await this.tokens.listRevoked(new Date())).filter(({ hash }) => !this.reader.get(hash));
    for (const revoked of missing) await this.spread(revoked);
  }
}
