import { AppError, type Permission, type Principal } from '@archestra/contracts';
import { Authenticator, CONFIG } from '@archestra/service';
import { Inject, Injectable, StreamableFile, type OnModuleDestroy } from '@nestjs/common';
import type { BffConfig } from '../bff.config.ts';
import type { Caller } from '../route/caller.ts';
import { SessionService } from '../session/session.service.ts';
import { SseStream } from './sse-stream.ts';

const STREAM_LIMIT = 1_000;
const STREAMS_PER_USER_LIMIT = 20;
/** How many heartbeats a stream outlives without anybody confirming its session. */
const UNCONFIRMED_LIMIT = 4;

interface Entry {
  principal: Principal;
  unconfirmed: number;
  /** Undefined for API tokens, whose end arrives by the revocations. */
  readonly sessionToken: string | undefined;
  readonly needs: Permission | undefined;
}

/** Every open stream: who reads it, its heartbeat, and its end when session, token or right ends or the process stops. */
@Injectable()
export class StreamRoster implements OnModuleDestroy {
  private readonly entries = new Map<SseStream, Entry>();
  private readonly timer: NodeJS.Timeout;
  private stopping = false;

  constructor(
    private readonly sessions: SessionService,
    private readonly tokens: Authenticator,
    @Inject(CONFIG) private readonly config: BffConfig,
  ) {
    this.timer = setInterval(() => this.beat(), config.STREAM_HEARTBEAT_MS);
    this.timer.unref();
    tokens.onRevoked((tokenId) => this.finish(({ principal }) => principal.tokenId === tokenId));
    tokens.onRightsChanged((userId) => this.rightsChanged(userId));
  }

  /** Opens a stream for a caller; it ends by itself when they lose `needs`. Throws `OVERLOADED` when there are too many. */
  open(caller: Caller, needs?: Permission): { stream: SseStream; file: StreamableFile } {
    const { principal } = caller;
    const own = [...this.entries.values()].filter((entry) => entry.principal.id === principal.id).length;
    if (this.stopping || this.entries.size >= STREAM_LIMIT || own >= STREAMS_PER_USER_LIMIT) {
      throw new AppError('OVERLOADED', 'Too many live connections are open. Close some tabs and try again.');
    }
    const stream = new SseStream(this.config.STREAM_BUFFER_BYTES);
    const sessionToken = principal.tokenId === undefined ? caller.session.token : undefined;
    this.entries.set(stream, { principal, unconfirmed: 0, sessionToken, needs });
    stream.once('close', () => this.entries.delete(stream));
    // The connection ends with the stream: kept alive, it would hold a stopping process until its idle timeout.
    void caller.reply.headers({ 'x-accel-buffering': 'no', connection: 'close' });
    return { stream, file: new StreamableFile(stream, { type: 'text/event-stream; charset=utf-8' }) };
  }

  /** Who reads a stream right now, with the rights of now; undefined when it has ended. */
  readerOf(stream: SseStream): Principal | undefined {
    return this.entries.get(stream)?.principal;
  }

  /** Runs before the HTTP server closes, which would otherwise wait for every open stream. */
  onModuleDestroy(): void {
    this.stopping = true;
    clearInterval(this.timer);
    this.finish(() => true);
  }

  private finish(which: (entry: Entry) => boolean): void {
    for (const [stream, entry] of this.entries) if (which(entry)) stream.finish();
  }

  private rightsChanged(userId: string): void {
    this.finish((entry) => {
      if (entry.principal.kind !== 'user' || entry.principal.id !== userId) return false;
      try {
        return !this.refresh(entry, this.tokens.live(entry.principal));
      } catch (error) {
        return this.isLost(entry, error);
      }
    });
  }

  private beat(): void {
    for (const [stream, entry] of this.entries) {
      stream.beat();
      void this.confirm(stream, entry);
    }
  }

  private async confirm(stream: SseStream, entry: Entry): Promise<void> {
    try {
      const { sessionToken, principal } = entry;
      const live =
        sessionToken === undefined
          ? this.unexpired(this.tokens.live(principal))
          : (await this.sessions.known(sessionToken)).principal;
      if (!this.refresh(entry, live)) stream.finish();
    } catch (error) {
      if (this.isLost(entry, error)) stream.finish();
    }
  }

  private unexpired(principal: Principal): Principal {
    if (principal.expiresAt === null || Date.parse(principal.expiresAt) > Date.now()) return principal;
    throw new AppError('UNAUTHENTICATED', 'The token has expired.');
  }

  /** False when the reader may not go on. */
  private refresh(entry: Entry, principal: Principal): boolean {
    entry.principal = principal;
    entry.unconfirmed = 0;
    return !entry.needs || principal.permissions.includes(entry.needs);
  }

  private isLost(entry: Entry, error: unknown): boolean {
    entry.unconfirmed += 1;
    return AppError.from(error).code === 'UNAUTHENTICATED' || entry.unconfirmed >= UNCONFIRMED_LIMIT;
  }
}
