import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import type { Migration } from './migration.ts';

// The table of Prisma Migrate, column for column, so that `prisma migrate deploy` finds what was applied here.
const createTable = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`;

// The number Prisma Migrate locks with: its runs and ours exclude each other.
const LOCK = 72_707_369;

/** One row that still counts: applied, or left unfinished by another tool. */
export interface LedgerEntry {
  name: string;
  checksum: string;
  isFinished: boolean;
}

/** Waits for the right to migrate this database; it ends with the connection. */
export const lock = async (client: Client): Promise<void> => {
  await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
};

/** Gives the right back. */
export const unlock = async (client: Client): Promise<void> => {
  await client.query('SELECT pg_advisory_unlock($1)', [LOCK]);
};

/** What the schema has seen so far; creates the table at the first time. */
export const readLedger = async (client: Client): Promise<LedgerEntry[]> => {
  await client.query(createTable);
  const { rows } = await client.query<{ migration_name: string; checksum: string; finished: boolean }>(
    'SELECT migration_name, checksum, finished_at IS NOT NULL AS finished FROM "_prisma_migrations" WHERE rolled_back_at IS NULL ORDER BY started_at',
  );
  return rows.map((row) => ({ name: row.migration_name, checksum: row.checksum, isFinished: row.finished }));
};

/** Records a migration as applied; runs inside its transaction, so that both are true or neither. */
export const recordApplied = async (client: Client, migration: Migration, startedAt: Date): Promise<void> => {
  await client.query(
    'INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count) VALUES ($1, $2, $3, $4, clock_timestamp(), 1)',
    [randomUUID(), migration.checksum, migration.name, startedAt],
  );
};

/** Records a failure. It was rolled back by PostgreSQL, and the row says so: the next run tries again. */
export const recordFailed = async (
  client: Client,
  migration: Migration,
  failure: { startedAt: Date; reason: string },
): Promise<void> => {
  await client.query(
    'INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, rolled_back_at, logs) VALUES ($1, $2, $3, $4, clock_timestamp(), $5)',
    [randomUUID(), migration.checksum, migration.name, failure.startedAt, failure.reason],
  );
};
