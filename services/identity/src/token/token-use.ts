import { CONFIG, reportError } from '@archestra/service';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { IdentityConfig } from '../identity.config.ts';
import { TokenStore } from './token.store.ts';

/** Remembers when tokens were last shown and writes it at intervals, away from the path that verifies them. */
@Injectable()
export class TokenUse implements OnApplicationBootstrap, OnApplicationShutdown {
  private uses = new Map<string, Date>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: IdentityConfig,
    private readonly tokens: TokenStore,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.write(), this.config.TOKEN_USE_MS);
  }

  seen(tokenId: string): void {
    this.uses.set(tokenId, new Date());
  }

  /** What cannot be written now waits for the next interval. */
  async write(): Promise<void> {
    const uses = this.uses;
    if (uses.size === 0) return;
    this.uses = new Map();
    try {
      await this.tokens.recordUse(uses);
    } catch (error) {
      reportError(error, 'times of last use');
      this.uses = new Map([...uses, ...this.uses]);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.write();
  }
}
