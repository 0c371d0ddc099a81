import pg from 'pg';
import { StepFailure, reasonOf } from '../progress/failure.ts';
import { lock, readLedger, recordApplied, recordFailed, unlock, type LedgerEntry } from './ledger.ts';
import { readMigrations, type Migration } from './migration.ts';

export interface MigrateOptions {
  /** URL with the login that owns the schema. */
  url: string;
  schema: string;
  /** A `prisma/migrations` folder. */
  folder: string;
}

export interface MigrateReport {
  /** Names applied now, in order. */
  applied: string[];
  /** How many were there already. */
  present: number;
}

const refuse = (schema: string, name: string, why: string, remedy: string): StepFailure =>
  new StepFailure(`Migration ${name} of schema ${schema} ${why}`, remedy);

const verifyOne = (schema: string, entry: LedgerEntry, known: ReadonlyMap<string, Migration>): void => {
  const migration = known.get(entry.name);
  if (!migration) {
    throw refuse(
      schema,
      entry.name,
      'is in the database but not in this checkout: the database is newer.',
      'Update the checkout, or give the data up with ./start --reset.',
    );
  }
  if (!entry.isFinished) {
    throw refuse(
      schema,
      entry.name,
      'was begun by another tool and never finished.',
      `Look at the schema, then run: prisma migrate resolve --applied ${entry.name} (or --rolled-back).`,
    );
  }
  if (entry.checksum !== migration.checksum) {
    throw refuse(
      schema,
      entry.name,
      'was changed after it had been applied.',
      'Restore its migration.sql and put the change into a new migration.',
    );
  }
};

const positionOf = (error: unknown, sql: string): string => {
  if (!(error instanceof pg.DatabaseError) || error.position === undefined) return '';
  return ` (line ${sql.slice(0, Number(error.position)).split('\n').length})`;
};

const apply = async (client: pg.Client, schema: string, migration: Migration): Promise<void> => {
  const startedAt = new Date();
  try {
    await client.query('BEGIN');
    await client.query(migration.sql);
    await recordApplied(client, migration, startedAt);
    await client.query('COMMIT');
  } catch (error) {
    const reason = `${reasonOf(error)}${positionOf(error, migration.sql)}`;
    // A lost connection cannot record anything: PostgreSQL rolled back, the next run begins here again.
    await client
      .query('ROLLBACK')
      .then(() => recordFailed(client, migration, { startedAt, reason }))
      .catch(() => undefined);
    throw new StepFailure(
      `Migration ${migration.name} of schema ${schema} failed: ${reason}`,
      'Nothing of it was kept. Correct its migration.sql and start again.',
      { cause: error },
    );
  }
};

const bringUp = async (client: pg.Client, schema: string, migrations: readonly Migration[]): Promise<MigrateReport> => {
  const ledger = await readLedger(client);
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const entry of ledger) verifyOne(schema, entry, known);
  const done = new Set(ledger.map((entry) => entry.name));
  const applied: string[] = [];
  for (const migration of migrations.filter(({ name }) => !done.has(name))) {
    await apply(client, schema, migration);
    applied.push(migration.name);
  }
  return { applied, present: done.size };
};

/**
 * Applies what is missing of a Prisma migrations folder, each migration in its own transaction, under the advisory
 * lock Prisma uses. Keeps Prisma's `_prisma_migrations` table in the schema. Throws StepFailure when a migration
 * fails, was changed after it was applied, or is unknown to this checkout.
 */
export const migrate = async ({ url, schema, folder }: MigrateOptions): Promise<MigrateReport> => {
  const client = new pg.Client({ connectionString: url, options: `-c search_path=${schema}` });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await lock(client);
    const report = await bringUp(client, schema, readMigrations(folder));
    await unlock(client);
    return report;
  } finally {
    await client.end().catch(() => undefined);
  }
};
