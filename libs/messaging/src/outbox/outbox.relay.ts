import { jetstream, type JetStreamClient } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { connectionState } from '../connection/connection-state.ts';
import type { OutboxRow } from './outbox-row.ts';

/** Where rows wait. `drain` locks up to `limit` rows, hands them over, deletes those whose ids `publish` returns, and says how many. */
export interface OutboxStore {
  drain(limit: number, publish: (rows: OutboxRow[]) => Promise<string[]>): Promise<number>;
  close(): Promise<void>;
}

const BATCH = 200;

/** Moves committed outbox rows to JetStream: at once after `wake()`, and every `intervalMs` for what a crash left. */
export class OutboxRelay {
  private readonly stream: JetStreamClient;
  private timer: NodeJS.Timeout | undefined;
  private work: Promise<void> | undefined;
  private again = false;

  constructor(
    private readonly connection: NatsConnection,
    private readonly store: OutboxStore,
    private readonly report: (error: unknown, what: string) => void,
    private readonly intervalMs = 1_000,
  ) {
    this.stream = jetstream(connection);
  }

  start(): void {
    this.timer = setInterval(() => this.wake(), this.intervalMs);
    this.wake();
  }

  /** Call after a commit that wrote an outbox row. */
  wake(): void {
    if (this.work) {
      this.again = true;
      return;
    }
    this.work = this.run().finally(() => {
      this.work = undefined;
      if (this.again) {
        this.again = false;
        this.wake();
      }
    });
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.again = false;
    await this.work;
    await this.store.close();
  }

  private async run(): Promise<void> {
    if (!connectionState(this.connection).connected) return;
    try {
      while ((await this.store.drain(BATCH, (rows) => this.publish(rows))) === BATCH);
    } catch (error) {
      this.report(error, 'outbox');
    }
  }

  /** One row that no broker takes must not hold back the others: it stays and is reported. */
  private async publish(rows: OutboxRow[]): Promise<string[]> {
    const sent = await Promise.allSettled(
      rows.map(({ id, subject, payload }) =>
        this.stream.publish(subject, JSON.stringify(payload), { msgID: id, timeout: 5_000 }),
      ),
    );
    sent.forEach((outcome, index) => {
      if (outcome.status === 'rejected') this.report(outcome.reason, `outbox row ${rows[index]?.id ?? ''}`);
    });
    return rows.filter((_row, index) => sent[index]?.status === 'fulfilled').map(({ id }) => id);
  }
}
