import type { NatsConnection, PublishOptions } from '@nats-io/nats-core';

interface Item {
  subject: string;
  payload: Uint8Array | string;
  options: PublishOptions | undefined;
  failed: ((error: unknown) => void) | undefined;
}

/**
 * Collects what one turn of the event loop publishes and hands it to the client at once. The client writes to its socket
 * at the end of every microtask, which under load is one system call for each message; this makes it one for many.
 */
class PublishBatch {
  private items: Item[] = [];
  /** Runs before anything is handed over; what it throws stops the whole batch. */
  before: (() => void) | undefined;

  constructor(private readonly connection: NatsConnection) {}

  add(item: Item): void {
    if (this.items.push(item) === 1) setImmediate(() => this.hand());
  }

  hand(): void {
    const items = this.items;
    this.items = [];
    try {
      this.before?.();
    } catch (error) {
      for (const { failed } of items) failed?.(error);
      return;
    }
    for (const { subject, payload, options, failed } of items) {
      try {
        this.connection.publish(subject, payload, options);
      } catch (error) {
        failed?.(error);
      }
    }
  }
}

const batches = new WeakMap<NatsConnection, PublishBatch>();

const batchOf = (connection: NatsConnection): PublishBatch => {
  const known = batches.get(connection);
  if (known) return known;
  const batch = new PublishBatch(connection);
  batches.set(connection, batch);
  return batch;
};

/** Publishes together with everything else of this turn of the event loop, in order. `failed` hears when the client refuses. */
export const publishSoon = (
  connection: NatsConnection,
  message: {
    subject: string;
    payload: Uint8Array | string;
    options?: PublishOptions;
    failed?: (error: unknown) => void;
  },
): void => batchOf(connection).add({ options: undefined, failed: undefined, ...message });

/** Runs a step before every hand-over: what a message tells of is on disk before the message leaves. */
export const beforePublishing = (connection: NatsConnection, step: () => void): void => {
  batchOf(connection).before = step;
};

/** Hands over what waits, without waiting for the end of the turn; for a process that stops. */
export const publishNow = (connection: NatsConnection): void => batchOf(connection).hand();
