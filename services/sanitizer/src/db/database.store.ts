import { CONFIG, Readiness, reportError } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import { Pool, type QueryResultRow } from 'pg';
import { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { SanitizerConfig } from '../sanitizer.config.ts';

export type Transaction = Prisma.TransactionClient;

/**
 * The sanitizer's schema in PostgreSQL. Connects with the first query. Two pools: what keeps decisions going must not wait
 * behind what a console asks for. Every statement has a time limit on both sides, so that a silent database is an error.
 */
@Injectable()
export class Database {
  readonly client: PrismaClient;
  private readonly pool: Pool;
  private readonly vital: Pool;

  constructor(@Inject(CONFIG) config: SanitizerConfig, readiness: Readiness) {
    this.pool = poolOf(config, 4);
    this.vital = poolOf(config, 4);
    this.client = new PrismaClient({ adapter: new PrismaPg(this.pool, { schema: 'sanitizer' }) });
    readiness.add('postgres', async () => {
      await this.query('SELECT 1');
    });
  }

  /** Runs one statement of the decision path. */
  async query<R extends QueryResultRow>(sql: string, values: unknown[] = []): Promise<R[]> {
    return (await this.vital.query<R>(sql, values)).rows;
  }

  async close(): Promise<void> {
    await this.client.$disconnect();
    await Promise.all([this.pool.end(), this.vital.end()]);
  }
}

const poolOf = ({ DATABASE_URL, DATABASE_TIMEOUT_MS }: SanitizerConfig, max: number): Pool => {
  const pool = new Pool({
    connectionString: DATABASE_URL,
    max,
    connectionTimeoutMillis: DATABASE_TIMEOUT_MS,
    query_timeout: DATABASE_TIMEOUT_MS,
    statement_timeout: DATABASE_TIMEOUT_MS,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  });
  pool.on('error', (error) => reportError(error, 'database connection'));
  return pool;
};
