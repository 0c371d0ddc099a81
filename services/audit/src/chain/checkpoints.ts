import { hkdfSync, type KeyObject } from 'node:crypto';
import { publicKeyText, signCheckpoint, signingKey } from '@archestra/record';
import { CONFIG, reportError } from '@archestra/service';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { AuditConfig } from '../audit.config.ts';
import { ChainStore } from './chain.store.ts';

const PURPOSE = 'archestra record signing 1';
const SEED_BYTES = 32;

/** Signs what the chains are, as long as they grow: whoever rewrites a chain in the database cannot sign it. */
@Injectable()
export class Checkpoints implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly key: KeyObject;
  private timer: NodeJS.Timeout | undefined;
  private work: Promise<void> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: AuditConfig,
    private readonly chains: ChainStore,
  ) {
    const secret = Buffer.from(config.SECRET_KEY, 'base64');
    this.key = signingKey(Buffer.from(hkdfSync('sha256', secret, '', PURPOSE, SEED_BYTES)));
  }

  /** What checkpoints are verified with: base64 of its DER. */
  get publicKey(): string {
    return publicKeyText(this.key);
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sign(), this.config.AUDIT_CHECKPOINT_MS);
  }

  /** What was recorded last is signed as well, where the database still answers. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.sign();
  }

  private sign(): Promise<void> {
    this.work ??= this.signAll()
      .catch((error: unknown) => reportError(error, 'signing of the record'))
      .finally(() => (this.work = undefined));
    return this.work;
  }

  private async signAll(): Promise<void> {
    for (const { organizationId, seq, hash } of await this.chains.unsigned()) {
      const at = new Date().toISOString();
      await this.chains.keep(organizationId, signCheckpoint(this.key, organizationId, { seq, hash, at }));
    }
  }
}
