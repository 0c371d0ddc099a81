import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventContract } from '@archestra/contracts';
import { headers } from '@nats-io/nats-core';
import type { NatsConnection } from '@nats-io/transport-node';
import { connectionState, type ConnectionState } from '../connection/connection-state.ts';
import { beforePublishing } from '../connection/publish-batch.ts';
import { toEnvelope, type Envelope, type Fact } from '../event/cloud-event.ts';
import { requestsOf, type Requests } from '../rpc/requests.ts';
import { Journal } from './journal.ts';

const CONFIRM_WITHIN_MS = 5_000;
const HEADER_BYTES = 4_096;

/** Publishes facts of a process that has no database: on disk first, in JetStream as soon as it answers. */
export class EventPublisher {
  private readonly requests: Requests;
  private readonly state: ConnectionState;
  private readonly journal: Journal;
  private commit: Promise<void> | undefined;

  constructor(
    private readonly connection: NatsConnection,
    private readonly service: string,
    private readonly directory: string,
  ) {
    this.requests = requestsOf(connection);
    this.state = connectionState(connection);
    this.journal = new Journal(directory, (envelope) => this.store(envelope));
    // No message leaves before the journal knows of it: neither an event itself nor the call it was planned for.
    beforePublishing(connection, () => this.journal.flush());
  }

  /** Events accepted but not yet confirmed by JetStream. */
  get backlog(): number {
    return this.journal.backlog;
  }

  /** Accepts a fact; returns once it is on disk. Throws when the disk refuses, so that the caller can fail closed. */
  publish<E extends EventContract>(contract: E, fact: Fact<E>): void {
    this.journal.record(toEnvelope(contract, this.service, fact));
    this.journal.flush();
  }

  /** Accepts a fact together with the others of this turn of the event loop; resolves once they are on disk, rejects when the disk refuses. */
  publishWithOthers<E extends EventContract>(contract: E, fact: Fact<E>): Promise<void> {
    this.journal.record(toEnvelope(contract, this.service, fact));
    return this.flushWithOthers();
  }

  /**
   * Notes the fact like `plan`, for work that leaves this process by another way than a message; resolves once it is on disk,
   * rejects when the disk refuses.
   */
  planWithOthers<E extends EventContract>(contract: E, fact: Fact<E> & { id: string }): Promise<void> {
    this.plan(contract, fact);
    return this.flushWithOthers();
  }

  /**
   * Notes the fact to publish under `fact.id` if this process dies before it publishes the real one. It is on disk before
   * any message of this turn of the event loop leaves the process.
   */
  plan<E extends EventContract>(contract: E, fact: Fact<E> & { id: string }): void {
    this.journal.plan(toEnvelope(contract, this.service, fact));
  }

  /** Publishes what an earlier process could not; resolves to how many. */
  recover(): Promise<number> {
    return this.journal.recover();
  }

  /** Waits up to `timeoutMs` for confirmations; the rest stays on disk. */
  close(timeoutMs = 5_000): Promise<void> {
    return this.journal.close(timeoutMs);
  }

  /** No broker would ever take it, and everything behind it would wait: kept in a file of its own for a person to look at. */
  private setAside(envelope: Envelope): void {
    appendFileSync(join(this.directory, 'too-large.log'), `${JSON.stringify(envelope)}\n`, { mode: 0o600 });
  }

  private flushWithOthers(): Promise<void> {
    this.commit ??= new Promise((resolve) => setImmediate(resolve)).then(() => {
      this.commit = undefined;
      this.journal.flush();
    });
    return this.commit;
  }

  private get maxPayloadBytes(): number {
    return (this.connection.info?.max_payload ?? 1_048_576) - HEADER_BYTES;
  }

  private async store(envelope: Envelope): Promise<void> {
    const { id, subject, payload } = envelope;
    if (!this.state.connected) throw new Error('the message broker is not reachable');
    if (Buffer.byteLength(payload) > this.maxPayloadBytes) return this.setAside(envelope);
    const marked = headers();
    marked.set('Nats-Msg-Id', id);
    const reply = await this.requests.send(subject, payload, { timeoutMs: CONFIRM_WITHIN_MS, headers: marked });
    const confirmed = reply.json<{ seq?: number }>();
    if (confirmed.seq === undefined) throw new Error('JetStream refused the event');
  }
}
