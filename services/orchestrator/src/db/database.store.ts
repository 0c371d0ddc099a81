import type { EventContract } from '@archestra/contracts';
import { outboxRow, OutboxRelay, type Fact, type OutboxRow } from '@archestra/messaging';
import { CONFIG, Readiness } from '@archestra/service';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient, type Prisma } from '../generated/prisma/client.ts';
import type { OrchestratorConfig } from '../orchestrator.config.ts';

export type Transaction = Prisma.TransactionClient;
/** States a fact in the same transaction as the change it tells of. */
export type Tell = <E extends EventContract>(contract: E, fact: Fact<E>) => void;

/** The orchestrator's schema in PostgreSQL; connects with the first query. */
@Injectable()
export class Database implements OnApplicationShutdown {
  readonly client: PrismaClient;

  constructor(
    @Inject(CONFIG) config: OrchestratorConfig,
    private readonly relay: OutboxRelay,
    readiness: Readiness,
  ) {
    this.client = new PrismaClient({
      adapter: new PrismaPg({ connectionString: config.DATABASE_URL }, { schema: 'orchestrator' }),
    });
    readiness.add('postgres', async () => {
      await this.client.$queryRaw`SELECT 1`;
    });
  }

  /** A change and its facts, all or nothing. The facts leave for JetStream after the commit. */
  async change<T>(work: (transaction: Transaction, tell: Tell) => Promise<T>): Promise<T> {
    const facts: OutboxRow[] = [];
    const result = await this.client.$transaction(async (transaction) => {
      const done = await work(transaction, (contract, fact) => facts.push(outboxRow(contract, 'orchestrator', fact)));
      if (facts.length > 0) await transaction.outbox.createMany({ data: facts.map(toRow) });
      return done;
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
