import type { ServerResponse } from 'node:http';
import { AppError, type Principal } from '@archestra/contracts';
import { Authenticator } from '@archestra/service';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { ProfileIndex } from '../profile/profile.index.ts';
import { SseStream } from './sse.ts';

interface Subscriber {
  profileId: string;
  principal: Principal;
  stream: SseStream;
  /** Text of the notification that the tools changed; undefined when it was not asked for. */
  toolsChanged: string | undefined;
  /** Text of the last message, sent when we end the stream. */
  farewell: string | undefined;
  /** Set while nobody can tell whether it may go on; asked again as soon as somebody can. */
  unsure?: boolean;
}

const RECHECK_MS = 250;

/** Open streams towards clients: they hear when a profile's tools change, and end when their token, their right or the profile does. */
@Injectable()
export class SubscriptionService implements BeforeApplicationShutdown {
  private readonly subscribers = new Set<Subscriber>();
  private readonly timer = setInterval(() => this.recheck(), RECHECK_MS).unref();

  constructor(
    private readonly profiles: ProfileIndex,
    private readonly authenticator: Authenticator,
  ) {
    profiles.onChange((profileId) => this.profileChanged(profileId));
    authenticator.onRevoked((tokenId) => this.end(({ principal }) => principal.tokenId === tokenId));
    authenticator.onRightsChanged((userId) =>
      this.end((subscriber) => isPerson(subscriber, userId) && !this.mayStay(subscriber)),
    );
  }

  open(
    response: ServerResponse,
    subscriber: Omit<Subscriber, 'stream' | 'unsure'>,
    headers: Record<string, string> = {},
  ): SseStream {
    const stream = new SseStream(response, headers);
    const entry: Subscriber = { ...subscriber, stream };
    this.subscribers.add(entry);
    response.on('close', () => this.subscribers.delete(entry));
    return stream;
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
    this.end(() => true);
  }

  private profileChanged(profileId: string): void {
    this.end((subscriber) => subscriber.profileId === profileId && !this.mayStay(subscriber));
    for (const { profileId: own, toolsChanged, stream } of this.subscribers)
      if (own === profileId && toolsChanged) stream.send(toolsChanged);
  }

  /** As the next request of this client would be judged. */
  private mayStay(subscriber: Subscriber): boolean {
    try {
      this.profiles.get(subscriber.profileId, this.authenticator.live(subscriber.principal));
      subscriber.unsure = false;
    } catch (error) {
      // While snapshots are read again after a lost connection, nothing is known of anybody.
      subscriber.unsure = AppError.from(error).code === 'PEER_UNAVAILABLE';
      return subscriber.unsure;
    }
    return true;
  }

  private recheck(): void {
    const now = Date.now();
    this.end(
      (subscriber) =>
        hasExpired(subscriber.principal, now) || (subscriber.unsure === true && !this.mayStay(subscriber)),
    );
  }

  private end(which: (subscriber: Subscriber) => boolean): void {
    for (const subscriber of [...this.subscribers].filter(which)) {
      this.subscribers.delete(subscriber);
      if (subscriber.farewell) subscriber.stream.send(subscriber.farewell);
      subscriber.stream.end();
    }
  }
}

const hasExpired = ({ expiresAt }: Principal, nowMs: number): boolean =>
  expiresAt !== null && Date.parse(expiresAt) <= nowMs;

const isPerson = ({ principal }: Subscriber, userId: string): boolean =>
  principal.kind === 'user' && principal.id === userId;
