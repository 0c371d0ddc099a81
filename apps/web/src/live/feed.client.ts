import { consoleRoutes, LiveEvent } from '@archestra/contracts';
import { routeUrl } from '../api/api.client.ts';

export type FeedState = 'connecting' | 'open' | 'lost';
type Listener = (event: LiveEvent) => void;

const kinds = LiveEvent.options.map(({ shape }) => shape.kind.value);
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 20_000;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** One stream of `/api/events` for the whole console. Reconnects by itself; whenever it opens it reports a `gap`, because what happened until then was not seen. */
export class LiveFeed {
  private readonly listeners = new Set<Listener>();
  private readonly watchers = new Set<() => void>();
  private source: EventSource | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private waitMs = FIRST_WAIT_MS;
  state: FeedState = 'connecting';

  /** Opens the stream; the returned function closes it. */
  start(): () => void {
    this.connect();
    return () => {
      clearTimeout(this.timer);
      this.source?.close();
      this.become('connecting');
    };
  }

  subscribe = (listener: Listener): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  watchState = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  private connect(): void {
    const source = new EventSource(routeUrl(consoleRoutes.watchEvents));
    this.source = source;
    source.onopen = () => this.opened();
    source.onerror = () => this.failed(source);
    for (const kind of kinds) source.addEventListener(kind, (message) => this.received(String(message.data)));
  }

  private opened(): void {
    this.waitMs = FIRST_WAIT_MS;
    // The first time, too: what the page fetched while the stream was being opened may be older than its first fact.
    this.tell({ kind: 'gap', message: 'What happened before this moment was not seen.' });
    this.become('open');
  }

  private failed(source: EventSource): void {
    this.become('lost');
    // The browser gives up on its own when the answer was a refusal instead of a broken connection.
    if (source.readyState !== EventSource.CLOSED) return;
    this.timer = setTimeout(() => this.connect(), this.waitMs);
    this.waitMs = Math.min(this.waitMs * 2, LONGEST_WAIT_MS);
  }

  private received(text: string): void {
    const event = LiveEvent.safeParse(parse(text));
    if (event.success) this.tell(event.data);
  }

  private tell(event: LiveEvent): void {
    for (const listener of this.listeners) listener(event);
  }

  private become(state: FeedState): void {
    if (this.state === state) return;
    this.state = state;
    for (const watcher of this.watchers) watcher();
  }
}
