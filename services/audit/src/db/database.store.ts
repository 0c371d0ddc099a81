import { CONFIG, Readiness } from '@archestra/service';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import type { AuditConfig } from '../audit.config.ts';
import { PrismaClient, type Prisma } from '../generated/prisma/client.ts';
import { known } from './database-error.ts';

/** A statement that writes records and returns those that were not there before: organization, kind, id, time and digest. */
export type Insertion = Prisma.Sql;

/** Audit's schema in PostgreSQL; connects with the first query. */
@Injectable()
export class Database implements OnApplicationShutdown {
  readonly client: PrismaClient;

  constructor(@Inject(CONFIG) config: AuditConfig, readiness: Readiness) {
    this.client = new PrismaClient({
      adapter: new PrismaPg({ connectionString: config.DATABASE_URL }, { schema: 'audit' }),
    });
    readiness.add('postgres', async () => {
      await this.client.$queryRaw`SELECT 1`;
    });
  }

  /** Runs writing statements, all or none. Values PostgreSQL can never store throw INVALID_INPUT, so that they are not tried again for ever. */
  async transaction<T>(work: (transaction: Prisma.TransactionClient) => Promise<T>): Promise<T> {
    try {
      return await this.client.$transaction(work, { maxWait: 10_000, timeout: 30_000 });
    } catch (error) {
      throw known(error);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.$disconnect();
  }
}
