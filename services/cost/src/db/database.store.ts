import { changeAndTell, OutboxRelay, type Tell } from '@archestra/messaging';
import { CONFIG, Readiness } from '@archestra/service';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import type { CostConfig } from '../cost.config.ts';
import { PrismaClient, type Prisma } from '../generated/prisma/client.ts';
import { known } from './database-error.ts';

export type Transaction = Prisma.TransactionClient;

/** Cost's schema in PostgreSQL; connects with the first query. */
@Injectable()
export class Database implements OnApplicationShutdown {
  readonly client: PrismaClient;

  constructor(
    @Inject(CONFIG) config: CostConfig,
    private readonly relay: OutboxRelay,
    readiness: Readiness,
  ) {
    this.client = new PrismaClient({
      adapter: new PrismaPg({ connectionString: config.DATABASE_URL }, { schema: 'cost' }),
    });
    readiness.add('postgres', async () => {
      await this.client.$queryRaw`SELECT 1`;
    });
  }

  /** Runs one writing statement. Values PostgreSQL can never store throw INVALID_INPUT, so that they are not tried again for ever. */
  async write(statement: Prisma.Sql): Promise<number> {
    try {
      return await this.client.$executeRaw(statement);
    } catch (error) {
      throw known(error);
    }
  }

  /** A change and its facts, all or nothing. The facts leave for JetStream after the commit. Throws INVALID_INPUT like `write`. */
  async change<T>(work: (transaction: Transaction, tell: Tell) => Promise<T>): Promise<T> {
    try {
      return await changeAndTell<Transaction, T>(
        {
          service: 'cost',
          relay: this.relay,
          begin: (inside) => this.client.$transaction(inside, { timeout: 20_000 }),
          insert: (transaction, data) => transaction.outbox.createMany({ data }),
        },
        work,
      );
    } catch (error) {
      throw known(error);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.$disconnect();
  }
}
