import { changeAndTell, OutboxRelay, type Tell } from '@archestra/messaging';
import { CONFIG, Readiness } from '@archestra/service';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient, type Prisma } from '../generated/prisma/client.ts';
import type { RegistryConfig } from '../registry.config.ts';
import { known } from './database-error.ts';

export type Transaction = Prisma.TransactionClient;

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
  change<T>(work: (transaction: Transaction, tell: Tell) => Promise<T>, timeout = CHANGE_TIMEOUT_MS): Promise<T> {
    return changeAndTell<Transaction, T>(
      {
        service: 'registry',
        relay: this.relay,
        begin: (inside) =>
          this.client.$transaction(inside, { timeout }).catch((error: unknown) => {
            throw known(error);
          }),
        insert: (transaction, data) => transaction.outbox.createMany({ data }),
      },
      work,
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.$disconnect();
  }
}
