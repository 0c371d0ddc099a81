import { log, reportError } from '@archestra/service';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { SessionStore } from './session.store.ts';

const HOUR_MS = 3_600_000;

/** Removes ended sessions once an hour: better-auth removes one only when its token is shown again. */
@Injectable()
export class SessionPurge implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly sessions: SessionStore) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(
      () => void this.purge().catch((error: unknown) => reportError(error, 'purge of sessions')),
      HOUR_MS,
    );
  }

  async purge(): Promise<void> {
    const removed = await this.sessions.purgeExpired(new Date());
    if (removed > 0) log.debug({ removed }, 'ended sessions removed');
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }
}
