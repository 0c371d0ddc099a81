import { Authenticator, CONFIG, log } from '@archestra/service';
import { readEvent } from '@archestra/messaging';
import { Inject, Injectable, StreamableFile, type OnModuleDestroy } from '@nestjs/common';
import type { LiveEvent } from '@archestra/contracts';
import type { BffConfig } from '../bff.config.ts';
import type { Caller } from '../route/caller.ts';
import { StreamRoster } from '../stream/stream-roster.service.ts';
import type { SseStream } from '../stream/sse-stream.ts';
import { EventFeedClient } from './event-feed.client.ts';
import { toBroadcast, visibleTo, watchedEvents, type Broadcast } from './live-event.ts';
import { Recent } from './recent.ts';

const RECENT_LIMIT = 500;
const MISSED: LiveEvent = { kind: 'gap', message: 'Some events were missed. Fetch the lists again.' };
const GAP = { event: MISSED.kind, payload: MISSED };

/**
 * Fans the event stream out to open consoles: each sees its organization, its permissions, and only its own memories.
 * Nobody watching means nothing is read: thousands of calls a second would otherwise be decoded for no one.
 */
@Injectable()
export class LiveService implements OnModuleDestroy {
  private readonly streams = new Set<SseStream>();
  private readonly recent = new Recent(RECENT_LIMIT);
  private isReady = false;
  private idleTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly feed: EventFeedClient,
    private readonly roster: StreamRoster,
    tokens: Authenticator,
    @Inject(CONFIG) private readonly config: BffConfig,
  ) {
    tokens.onRightsChanged((userId) => this.tellOfRights(userId));
  }

  onModuleDestroy(): void {
    this.rest();
  }

  /** Opens a stream. `lastEventId` is what the browser saw last; what came after it is sent first, or a `gap` when unknown. */
  open(caller: Caller, lastEventId: string | undefined): StreamableFile {
    const { stream, file } = this.roster.open(caller);
    this.streams.add(stream);
    stream.once('close', () => this.left(stream));
    clearTimeout(this.idleTimer);
    if (lastEventId !== undefined && lastEventId !== '') this.replay(stream, lastEventId);
    if (!this.feed.isRunning) {
      this.feed.start({
        ready: () => this.becomeReady(),
        take: (type, payload) => this.take(type, payload),
        gap: () => this.announceGap(),
      });
    }
    return file;
  }

  /** Whoever may do more or less than a moment ago is told so, whether or not they may see people or roles. */
  private tellOfRights(userId: string): void {
    const payload: LiveEvent = { kind: 'change', noun: 'user', id: userId };
    for (const stream of this.streams) {
      const reader = this.roster.readerOf(stream);
      if (reader?.kind === 'user' && reader.id === userId) stream.send({ event: payload.kind, payload });
    }
  }

  private left(stream: SseStream): void {
    this.streams.delete(stream);
    if (this.streams.size > 0) return;
    clearTimeout(this.idleTimer);
    // Somebody who reloads a page or loses the connection for a moment is back before that, and misses nothing.
    this.idleTimer = setTimeout(() => this.rest(), this.config.STREAM_IDLE_MS).unref();
  }

  /** Stops reading. What is remembered would have a hole after it: whoever comes back with an id of then is told of a gap. */
  private rest(): void {
    clearTimeout(this.idleTimer);
    this.feed.stop();
    this.recent.clear();
    this.isReady = false;
  }

  /** Whoever was let in before the feed had its place in the stream may have missed something in between. */
  private becomeReady(): void {
    this.isReady = true;
    this.announceGap();
  }

  private replay(stream: SseStream, lastEventId: string): void {
    const missed = this.recent.after(lastEventId);
    if (missed) this.show(stream, missed);
    // Until the feed is ready everybody is told of a gap anyway.
    else if (this.isReady) stream.send(GAP);
  }

  private take(type: string, payload: () => string): void {
    if (!watchedEvents.has(type)) return;
    const fact = readEvent(payload(), watchedEvents);
    if (typeof fact === 'string') {
      log.warn({ type, reason: fact }, 'an event was not shown live');
      return;
    }
    const broadcast = toBroadcast(fact);
    if (!broadcast) return;
    this.recent.add(broadcast);
    for (const stream of this.streams) this.show(stream, [broadcast]);
  }

  private show(stream: SseStream, broadcasts: readonly Broadcast[]): void {
    const reader = this.roster.readerOf(stream);
    if (!reader) return;
    const visible = broadcasts.flatMap((broadcast) => {
      const event = visibleTo(reader, broadcast, this.config.AUDIT_SHOW_SYSTEM);
      return event ? [{ id: broadcast.id, event: event.kind, payload: event }] : [];
    });
    stream.send(...visible);
  }

  private announceGap(): void {
    // A replay across the hole would look complete and not be.
    this.recent.clear();
    for (const stream of this.streams) stream.send(GAP);
  }
}
