import type { ServerResponse } from 'node:http';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Authenticator } from '../caller/authenticator.ts';
import { ProfileIndex } from '../profile/profile.index.ts';
import { SseStream } from './sse.ts';

interface Subscriber {
  profileId: string;
  organizationId: string;
  tokenId: string | undefined;
  stream: SseStream;
  /** Text of the notification that the tools changed; undefined when it was not asked for. */
  toolsChanged: string | undefined;
  /** Text of the last message, sent when we end the stream. */
  farewell: string | undefined;
}

/** Open streams towards clients: they hear when a profile's tools change, and end when their token or profile does. */
@Injectable()
export class SubscriptionService implements BeforeApplicationShutdown {
  private readonly subscribers = new Set<Subscriber>();

  constructor(profiles: ProfileIndex, authenticator: Authenticator) {
    profiles.onChange((profileId, exists) => this.profileChanged(profileId, exists));
    authenticator.onRevoked((tokenId) => this.end((subscriber) => subscriber.tokenId === tokenId));
  }

  open(
    response: ServerResponse,
    subscriber: Omit<Subscriber, 'stream'>,
    headers: Record<string, string> = {},
  ): SseStream {
    const stream = new SseStream(response, headers);
    const entry = { ...subscriber, stream };
    this.subscribers.add(entry);
    response.on('close', () => this.subscribers.delete(entry));
    return stream;
  }

  beforeApplicationShutdown(): void {
    this.end(() => true);
  }

  private profileChanged(profileId: string, exists: boolean): void {
    if (!exists) this.end((subscriber) => subscriber.profileId === profileId);
    for (const { profileId: own, toolsChanged, stream } of this.subscribers)
      if (own === profileId && toolsChanged) stream.send(toolsChanged);
  }

  private end(which: (subscriber: Subscriber) => boolean): void {
    for (const subscriber of [...this.subscribers].filter(which)) {
      if (subscriber.farewell) subscriber.stream.send(subscriber.farewell);
      subscriber.stream.end();
    }
  }
}
