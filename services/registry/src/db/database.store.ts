import type { EventContract } from '@archestra/contracts';
import { outboxRow, OutboxRelay, type OutboxRow } from '@archestra/messaging';
import { CONFIG, Readiness } from '@archestra/service';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { RegistryConfig } from '../registry.config.ts';
import { known } from './database-error.ts';

export type Transaction = Prisma.TransactionClient;
type Fact<E extends EventContract> = Parameters<typeof outboxRow<E>>[2];
/** States a fact in the same transaction as the change it tells of. */
export type Tell = <E extends EventContract>(contract: E, fact: Fact<E>) => Promise<void>;

const CHANGE_TIMEOUT_MS = 5_000;

/** The registry's schema in PostgreSQL; connects with the first query. */
@Injectable()
export class Database implements OnApplicationShutdown {
  readonly client: PrismaClient;

  constructor(
    @Inject(CONFIG) config: RegistryConfig,
    private readonly relay: OutboxRelay,
    readiness: Readiness,
  ) {
    const adapter = new PrismaPg({ connectionString: config.DATABASE_URL }, { schema: 'registry' });
    this.client = new PrismaClient({ adapter });
    readiness.add('postgres', async () => {
      await this.client.$queryRaw`SELECT 1`;
    });
  }

  /** A change and its facts, all or nothing. The facts leave for JetStream after the commit. */
  async change<T>(
    work: (transaction: Transaction, tell: Tell) => Promise<T>,
    timeoutMs = CHANGE_TIMEOUT_MS,
  ): Promise<T> {
    const facts: OutboxRow[] = [];
    const result = await this.client
      .$transaction(
        async (transaction) => {
          const done = await work(transaction, async (contract, fact) => {
            facts.push(outboxRow(contract, 'registry', fact));
          });
          if (facts.length > 0) await transaction.outbox.createMany({ data: facts.map(toRow) });
          return done;
        },
        { timeout: timeoutMs },
      )
      .catch((error: unknown) => {
        throw known(error);
      });
    if (facts.length > 0) this.relay.wake();
    return result;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.$disconnect();
  }
}

const toRow = ({ id, subject, payload }: OutboxRow): Prisma.OutboxCreateManyInput => ({
  id,
  subject,
  payload: payload as Prisma.InputJsonObject,
});
