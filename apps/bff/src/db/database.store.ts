import { CONFIG, Readiness } from '@archestra/service';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import type { BffConfig } from '../bff.config.ts';
import { PrismaClient, type Prisma } from '../generated/prisma/client.ts';

export type Transaction = Prisma.TransactionClient;

/** The schema of the bff in PostgreSQL: chats and prompts; connects with the first query. */
@Injectable()
export class Database implements OnApplicationShutdown {
  readonly client: PrismaClient;

  constructor(@Inject(CONFIG) config: BffConfig, readiness: Readiness) {
    const adapter = new PrismaPg({ connectionString: config.DATABASE_URL }, { schema: 'bff' });
    this.client = new PrismaClient({ adapter });
    readiness.add('postgres', async () => {
      await this.client.$queryRaw`SELECT 1`;
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.$disconnect();
  }
}
