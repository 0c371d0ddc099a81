import { CONFIG, log } from '@archestra/service';
import { readEvent } from '@archestra/messaging';
import { Inject, Injectable, StreamableFile, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { LiveEvent } from '@archestra/contracts';
import type { BffConfig } from '../bff.config.ts';
import type { Caller } from '../route/caller.ts';
import { StreamRoster } from '../stream/stream-roster.service.ts';
import type { SseStream } from '../stream/sse-stream.ts';
import { EventFeedClient } from './event-feed.client.ts';
import { maySee, toBroadcast, watchedEvents, type Broadcast } from './live-event.ts';
import { Recent } from './recent.ts';

const RECENT_LIMIT = 500;
const MISSED: LiveEvent = { kind: 'gap', message: 'Some events were missed. Fetch the lists again.' };
const GAP = { event: MISSED.kind, payload: MISSED };

/** Fans the event stream out to open consoles: each sees its organization, its permissions, and only its own memories. */
@Injectable()
export class LiveService implements OnModuleInit, OnModuleDestroy {
  private readonly streams = new Set<SseStream>();
  private readonly recent = new Recent(RECENT_LIMIT);

  constructor(
    private readonly feed: EventFeedClient,
    private readonly roster: StreamRoster,
    @Inject(CONFIG) private readonly config: BffConfig,
  ) {}

  onModuleInit(): void {
    this.feed.start({ take: (type, payload) => this.take(type, payload), gap: () => this.announceGap() });
  }

  onModuleDestroy(): void {
    this.feed.stop();
  }

  /** Opens a stream. `lastEventId` is what the browser saw last; what came after it is sent first, or a `gap` when unknown. */
  open(caller: Caller, lastEventId: string | undefined): StreamableFile {
    const { stream, file } = this.roster.open(caller);
    this.streams.add(stream);
    stream.once('close', () => this.streams.delete(stream));
    if (lastEventId !== undefined && lastEventId !== '') this.replay(stream, lastEventId);
    return file;
  }

  private replay(stream: SseStream, lastEventId: string): void {
    const missed = this.recent.after(lastEventId);
    if (missed) this.show(stream, missed);
    else stream.send(GAP);
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
    const visible = broadcasts.filter(
      (broadcast) => reader && maySee(reader, broadcast, this.config.AUDIT_SHOW_SYSTEM),
    );
    stream.send(...visible.map(({ id, event }) => ({ id, event: event.kind, payload: event })));
  }

  private announceGap(): void {
    for (const stream of this.streams) stream.send(GAP);
  }
}
