import { hkdfSync, type KeyObject } from 'node:crypto';
import { publicKeyText, signCheckpoint, signingKey } from '@archestra/record';
import { CONFIG, reportError } from '@archestra/service';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { AuditConfig } from '../audit.config.ts';
import { ChainStore, type Head } from './chain.store.ts';
import { SignedFile } from './signed.file.ts';

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
    private readonly signed: SignedFile,
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
    for (const head of await this.chains.unsigned()) await this.signOne(head);
  }

  private async signOne({ organizationId, seq, hash }: Head): Promise<void> {
    const before = this.signed.of(organizationId);
    if (before && !(await this.chains.holds({ organizationId, ...before }))) {
      const error = new Error(
        'The chain is not the one that was signed. Somebody rewrote it; it is not signed any more.',
      );
      return reportError(error, `record of ${organizationId}, signed up to ${before.seq}`);
    }
    this.signed.keep(organizationId, seq, hash);
    const at = new Date().toISOString();
    await this.chains.keep(organizationId, signCheckpoint(this.key, organizationId, { seq, hash, at }));
  }
}
