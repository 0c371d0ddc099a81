import type { EventContract, ServiceName } from '@archestra/contracts';
import type { Fact } from '../event/cloud-event.ts';
import { outboxRow, type OutboxRow } from './outbox-row.ts';
import type { OutboxRelay } from './outbox.relay.ts';

/** States a fact in the same transaction as the change it tells of. */
export type Tell = <E extends EventContract>(contract: E, fact: Fact<E>) => void;

export interface ChangeParts<Transaction> {
  readonly service: ServiceName;
  readonly relay: Pick<OutboxRelay, 'wake'>;
  /** Runs the work in a transaction of the service's database; what it throws undoes everything. */
  begin<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** Writes rows of the table `outbox`. */
  insert(transaction: Transaction, rows: OutboxRow[]): Promise<unknown>;
}

/** A change and its facts, all or nothing. The facts leave for JetStream after the commit. Throws what the work throws. */
export const changeAndTell = async <Transaction, T>(
  { service, relay, begin, insert }: ChangeParts<Transaction>,
  work: (transaction: Transaction, tell: Tell) => Promise<T>,
): Promise<T> => {
  const rows: OutboxRow[] = [];
  const result = await begin(async (transaction) => {
    // A database may run the work again.
    rows.length = 0;
    const done = await work(transaction, (contract, fact) => void rows.push(outboxRow(contract, service, fact)));
    if (rows.length > 0) await insert(transaction, rows);
    return done;
  });
  if (rows.length > 0) relay.wake();
  return result;
};
