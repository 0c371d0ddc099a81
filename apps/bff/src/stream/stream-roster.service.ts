import { AppError, type Permission, type User } from '@archestra/contracts';
import { CONFIG } from '@archestra/service';
import { Inject, Injectable, StreamableFile, type OnModuleDestroy } from '@nestjs/common';
import type { BffConfig } from '../bff.config.ts';
import type { Caller } from '../route/caller.ts';
import { permissionsOf } from '../session/permission.ts';
import { SessionService } from '../session/session.service.ts';
import { SseStream } from './sse-stream.ts';

const STREAM_LIMIT = 1_000;
const STREAMS_PER_USER_LIMIT = 20;
/** How many heartbeats a stream outlives without anybody confirming its session. */
const UNCONFIRMED_LIMIT = 4;

interface Entry {
  user: User;
  unconfirmed: number;
  readonly sessionToken: string;
  readonly needs: Permission | undefined;
}

/** Every open stream: who reads it, its heartbeat, and its end when the session ends or the process stops. */
@Injectable()
export class StreamRoster implements OnModuleDestroy {
  private readonly entries = new Map<SseStream, Entry>();
  private readonly timer: NodeJS.Timeout;
  private stopping = false;

  constructor(
    private readonly sessions: SessionService,
    @Inject(CONFIG) private readonly config: BffConfig,
  ) {
    this.timer = setInterval(() => this.beat(), config.STREAM_HEARTBEAT_MS);
    this.timer.unref();
  }

  /** Opens a stream for a caller; it ends by itself when they lose `needs`. Throws `OVERLOADED` when there are too many. */
  open(caller: Caller, needs?: Permission): { stream: SseStream; file: StreamableFile } {
    const own = [...this.entries.values()].filter(({ user }) => user.id === caller.user.id).length;
    if (this.stopping || this.entries.size >= STREAM_LIMIT || own >= STREAMS_PER_USER_LIMIT) {
      throw new AppError('OVERLOADED', 'Too many live connections are open. Close some tabs and try again.');
    }
    const stream = new SseStream(this.config.STREAM_BUFFER_BYTES);
    this.entries.set(stream, { user: caller.user, unconfirmed: 0, sessionToken: caller.sessionToken, needs });
    stream.once('close', () => this.entries.delete(stream));
    // The connection ends with the stream: kept alive, it would hold a stopping process until its idle timeout.
    void caller.reply.headers({ 'x-accel-buffering': 'no', connection: 'close' });
    return { stream, file: new StreamableFile(stream, { type: 'text/event-stream; charset=utf-8' }) };
  }

  /** Who reads a stream right now; undefined when it has ended. */
  readerOf(stream: SseStream): User | undefined {
    return this.entries.get(stream)?.user;
  }

  /** Runs before the HTTP server closes, which would otherwise wait for every open stream. */
  onModuleDestroy(): void {
    this.stopping = true;
    clearInterval(this.timer);
    for (const stream of this.entries.keys()) stream.finish();
  }

  private beat(): void {
    for (const [stream, entry] of this.entries) {
      stream.beat();
      void this.confirm(stream, entry);
    }
  }

  private async confirm(stream: SseStream, entry: Entry): Promise<void> {
    try {
      entry.user = await this.sessions.verify(entry.sessionToken);
      entry.unconfirmed = 0;
      if (entry.needs && !permissionsOf(entry.user.role).has(entry.needs)) stream.finish();
    } catch (error) {
      entry.unconfirmed += 1;
      if (AppError.from(error).code === 'UNAUTHENTICATED' || entry.unconfirmed >= UNCONFIRMED_LIMIT) stream.finish();
    }
  }
}
