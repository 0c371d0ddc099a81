import { AppError, type EventContract } from '@archestra/contracts';
import { outboxRow, OutboxRelay, type Fact, type OutboxRow } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from './database.store.ts';

/** What a change did: its result and the fact that tells of it. */
export interface Changed<T> {
  result: T;
  row: OutboxRow;
}

/** An event of this service, ready for the outbox. */
export const fact = <E extends EventContract>(contract: E, told: Fact<E>): OutboxRow =>
  outboxRow(contract, 'sanitizer', told);

/** Changes what administrators decided: the rows, the version that replicas watch and the event, all or nothing. */
@Injectable()
export class PolicyChange {
  constructor(
    private readonly database: Database,
    private readonly relay: OutboxRelay,
  ) {}

  async commit<T>(work: (transaction: Transaction) => Promise<Changed<T>>): Promise<T> {
    const result = await this.database.client
      .$transaction(async (transaction) => {
        // First of all: it makes changes wait for each other, so that "before" in an event is what was there.
        await transaction.policyVersion.update({ where: { id: 1 }, data: { version: { increment: 1 } } });
        const changed = await work(transaction);
        await transaction.outbox.create({ data: changed.row });
        return changed.result;
      })
      .catch((error: unknown) => {
        throw unstorable.test(String(error))
          ? new AppError('INVALID_INPUT', 'The text contains a character that cannot be stored.')
          : error;
      });
    this.relay.wake();
    return result;
  }
}

// PostgreSQL keeps neither U+0000 nor half a surrogate pair: the caller's data, so the caller's error.
const unstorable = /invalid byte sequence for encoding|unsupported Unicode escape sequence|\b(?:22021|22P05|22P02)\b/;
