import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One folder `<yyyymmddhhmmss>_<name>` in Prisma's layout. */
export interface Migration {
  name: string;
  sql: string;
  /** SHA-256 of the file in hex, as Prisma records it. */
  checksum: string;
}

/** Checksum of a migration's text, equal to the one Prisma stores. */
const checksumOf = (sql: string | Buffer): string => createHash('sha256').update(sql).digest('hex');

const readMigration = (folder: string, name: string): Migration => {
  const bytes = readFileSync(join(folder, name, 'migration.sql'));
  return { name, sql: bytes.toString('utf8'), checksum: checksumOf(bytes) };
};

/** Every migration of a `prisma/migrations` folder in order of application; none when there is no such folder. */
export const readMigrations = (folder: string): Migration[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'migration.sql')))
        .map((entry) => entry.name)
        .sort()
        .map((name) => readMigration(folder, name))
    : [];
