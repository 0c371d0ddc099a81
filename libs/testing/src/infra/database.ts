import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { asService, dropDatabase, inDatabase, migrate, prepareDatabase } from '@archestra/local';
import { useInfra } from './infra.ts';

/** A fresh database of one spec file. */
export interface TestDatabase {
  /** DATABASE_URL of a service: its own role, which sees its own schema only. Default: the first service asked for. */
  urlOf(service?: string): string;
  /** URL of the superuser in this database. */
  readonly adminUrl: string;
  drop(): Promise<void>;
}

const migrationsOf = (service: string): string => {
  const folder = service === 'bff' ? 'apps/bff' : `services/${service}`;
  return fileURLToPath(new URL(`../../../../${folder}/prisma/migrations`, import.meta.url));
};

/** Creates a database with the schemas and roles of the named services and applies their migrations. */
export const createTestDatabase = async (first: string, ...others: string[]): Promise<TestDatabase> => {
  const { postgresUrl, rolePassword: password } = useInfra();
  const database = `test_${first}_${randomBytes(6).toString('hex')}`;
  const owners = [first, ...others].map((service) => ({ service, password }));
  await prepareDatabase({ adminUrl: postgresUrl, database, owners });
  const adminUrl = inDatabase(postgresUrl, database);
  const urlOf = (service = first): string => asService(adminUrl, { service, password });
  for (const { service } of owners)
    await migrate({ url: urlOf(service), schema: service, folder: migrationsOf(service) });
  return { urlOf, adminUrl, drop: () => dropDatabase(postgresUrl, database) };
};
