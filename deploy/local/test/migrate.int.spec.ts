import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  asService,
  dropDatabase,
  inDatabase,
  migrate,
  prepareDatabase,
  startPostgres,
  type PostgresHandle,
} from '../src/index.ts';

const owner = { service: 'cost', password: 'pw' };

describe('the migrations runner', () => {
  let postgres: PostgresHandle;
  let folder: string;
  let url: string;

  const add = (name: string, sql: string): void => {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'migration.sql'), sql);
  };
  const run = () => migrate({ url, schema: 'cost', folder });
  const rows = async (sql: string): Promise<Record<string, unknown>[]> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const result = await client.query<Record<string, unknown>>(sql);
    await client.end();
    return result.rows;
  };

  beforeAll(async () => {
    postgres = await startPostgres();
  }, 60_000);
  afterAll(() => postgres.stop());

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'archestra-migrations-'));
    await dropDatabase(postgres.adminUrl, 'probe');
    await prepareDatabase({ adminUrl: postgres.adminUrl, database: 'probe', owners: [owner] });
    url = asService(inDatabase(postgres.adminUrl, 'probe'), owner);
    add('20260101000000_first', 'CREATE TABLE price (id int);');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('applies in order what is missing, once, and records it as Prisma does', async () => {
    await expect(run()).resolves.toEqual({ applied: ['20260101000000_first'], present: 0 });
    add('20260102000000_second', 'ALTER TABLE price ADD COLUMN amount bigint;');
    await expect(run()).resolves.toEqual({ applied: ['20260102000000_second'], present: 1 });
    await expect(run()).resolves.toEqual({ applied: [], present: 2 });
    const [first] = await rows('SELECT * FROM _prisma_migrations ORDER BY migration_name');
    expect(first).toMatchObject({
      // printf 'CREATE TABLE price (id int);' | sha256sum
      checksum: 'c79cec5f52ca55a2836d484b36af834ae82805e020838b1597051ff63006c2f0',
      applied_steps_count: 1,
      rolled_back_at: null,
      logs: null,
    });
    expect(first?.['finished_at']).toBeInstanceOf(Date);
  });

  it('refuses a migration that was changed after it had been applied', async () => {
    await run();
    add('20260101000000_first', 'CREATE TABLE price (id bigint);');
    await expect(run()).rejects.toThrow('changed after it had been applied');
  });

  it('keeps nothing of a failed migration, records why, and tries again', async () => {
    add('20260102000000_broken', 'CREATE TABLE half (id int);\nSELEC 1;');
    await expect(run()).rejects.toThrow(/20260102000000_broken.*syntax error.*line 2/s);
    await expect(rows("SELECT to_regclass('half') AS half")).resolves.toEqual([{ half: null }]);
    await expect(
      rows('SELECT finished_at, logs FROM _prisma_migrations WHERE rolled_back_at IS NOT NULL'),
    ).resolves.toEqual([{ finished_at: null, logs: expect.stringContaining('syntax error') }]);
    add('20260102000000_broken', 'CREATE TABLE whole (id int);');
    await expect(run()).resolves.toEqual({ applied: ['20260102000000_broken'], present: 1 });
  });

  it('refuses a database that is newer than the checkout', async () => {
    add('20260103000000_later', 'SELECT 1;');
    await run();
    rmSync(join(folder, '20260103000000_later'), { recursive: true });
    await expect(run()).rejects.toThrow('the database is newer');
  });

  it('refuses what another tool began and never finished', async () => {
    await run();
    await rows(
      "INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('1', 'x', '20260101000000_first')",
    );
    await expect(run()).rejects.toThrow('never finished');
  });

  it('lets two runs at once apply each migration once', async () => {
    const reports = await Promise.all([run(), run(), run()]);
    expect(reports.flatMap(({ applied }) => applied)).toEqual(['20260101000000_first']);
  });
});
