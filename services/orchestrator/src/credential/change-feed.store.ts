import { CONFIG, reportError } from '@archestra/service';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Client } from 'pg';
import type { OrchestratorConfig } from '../orchestrator.config.ts';
import { CHANGES } from './credential.store.ts';

const RETRY_MS = 500;

export interface FeedListener {
  /** Connected, for the first time or again: anything may have changed before. */
  connected(): Promise<void>;
  changed(serverId: string): void;
}

/** Hears from PostgreSQL which server's credentials changed, whichever replica changed them (LISTEN/NOTIFY). */
@Injectable()
export class ChangeFeed implements OnApplicationShutdown {
  private client: Client | undefined;
  private stopped = false;

  constructor(@Inject(CONFIG) private readonly config: OrchestratorConfig) {}

  /** Goes on until shutdown; a lost connection is opened anew. */
  async follow(listener: FeedListener): Promise<void> {
    while (!this.stopped) {
      try {
        await this.listen(listener);
      } catch (error) {
        if (!this.stopped) reportError(error, 'credential change feed');
      }
      if (!this.stopped) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.client?.end().catch(() => undefined);
  }

  private async listen(listener: FeedListener): Promise<void> {
    const client = new Client({
      connectionString: this.config.DATABASE_URL,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
    });
    const ended = new Promise<void>((resolve) => {
      client.once('end', resolve);
      client.once('error', () => resolve());
    });
    this.client = client;
    client.on('notification', ({ payload }) => listener.changed(payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANGES}`);
      await listener.connected();
      await ended;
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
