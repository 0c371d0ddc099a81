import { reportError } from '@archestra/service';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Database } from './db/database.store.ts';
import { Lease } from './lease/lease.ts';
import { PolicyCache } from './policy/policy-cache.ts';
import { SessionLog } from './session/session-log.ts';
import { Sessions } from './session/sessions.ts';

const SWEEP_MS = 60_000;
const FLUSH_MS = 3_000;

/** Keeps memory small while the process lives, and ends it in order: what was seen is written before the lease is given back. */
@Injectable()
export class Shutdown implements OnModuleInit, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly lease: Lease,
    private readonly cache: PolicyCache,
    private readonly sessionLog: SessionLog,
    private readonly sessions: Sessions,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => this.sessions.sweep(), SWEEP_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.cache.stop();
    await this.sessionLog.close(FLUSH_MS);
    await this.lease.release().catch((error: unknown) => reportError(error, 'releasing the writer lease'));
    await this.database.close();
  }
}
