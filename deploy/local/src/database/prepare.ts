import pg from 'pg';
import { StepFailure, reasonOf } from '../progress/failure.ts';

/** What one service owns in the database. */
export interface SchemaOwner {
  /** Name of the service and of its schema. */
  service: string;
  password: string;
}

export interface PrepareOptions {
  /** URL of a login that may create roles, databases and extensions. */
  adminUrl: string;
  /** Name of the database; created when it is missing. */
  database: string;
  owners: readonly SchemaOwner[];
  /** The database serves others too: what they may do in it stays as it is. */
  isShared?: boolean | undefined;
}

/** Schema that holds the vector type. */
export const VECTOR_SCHEMA = 'knowledge';

/** Login role of a service. */
export const roleOf = (service: string): string => `archestra_${service}`;

/** The same server and login, another database. */
export const inDatabase = (url: string, database: string): string => {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.href;
};

/** The same server and database, the login of a service. */
export const asService = (url: string, { service, password }: SchemaOwner): string => {
  const address = new URL(url);
  address.username = roleOf(service);
  address.password = password;
  return address.href;
};

const { escapeIdentifier, escapeLiteral } = pg;

const connected = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
};

// Roles belong to the whole server: two runs that prepare different databases must take turns.
const ROLE_LOCK = 72_707_370;

const createDatabase = async (client: pg.Client, database: string): Promise<void> => {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
  if (!rowCount) await client.query(`CREATE DATABASE ${escapeIdentifier(database)}`);
};

const ensureRole = async (client: pg.Client, owner: SchemaOwner): Promise<void> => {
  const role = escapeIdentifier(roleOf(owner.service));
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [roleOf(owner.service)]);
  await client.query(
    `${rowCount ? 'ALTER' : 'CREATE'} ROLE ${role} LOGIN NOINHERIT PASSWORD ${escapeLiteral(owner.password)}`,
  );
};

const ensureSchema = async (client: pg.Client, database: string, { service }: SchemaOwner): Promise<void> => {
  const role = escapeIdentifier(roleOf(service));
  const schema = escapeIdentifier(service);
  const name = escapeIdentifier(database);
  // An administrator who is not a superuser must be a member of the role to give it a schema.
  await client.query(
    `DO $$ BEGIN IF NOT pg_has_role(current_user, ${escapeLiteral(roleOf(service))}, 'MEMBER') THEN EXECUTE ${escapeLiteral(`GRANT ${role} TO current_user`)}; END IF; END $$`,
  );
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema} AUTHORIZATION ${role}`);
  await client.query(`REVOKE ALL ON SCHEMA ${schema} FROM PUBLIC`);
  await client.query(`GRANT CONNECT ON DATABASE ${name} TO ${role}`);
  await client.query(`ALTER ROLE ${role} IN DATABASE ${name} SET search_path = ${schema}`);
};

const prepareInside = async (client: pg.Client, { database, owners, isShared }: PrepareOptions): Promise<void> => {
  if (!isShared) {
    await client.query(`REVOKE ALL ON DATABASE ${escapeIdentifier(database)} FROM PUBLIC`);
    await client.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
  }
  for (const owner of owners) await ensureSchema(client, database, owner);
  if (owners.some(({ service }) => service === VECTOR_SCHEMA)) {
    await client.query(`CREATE EXTENSION IF NOT EXISTS vector SCHEMA ${escapeIdentifier(VECTOR_SCHEMA)}`);
  }
};

const explain = (error: unknown): StepFailure => {
  if (error instanceof pg.DatabaseError && error.code === '42501') {
    return new StepFailure(
      `The database login may not create roles, schemas or the extension "vector": ${error.message}`,
      'Give DATABASE_URL a superuser, or an owner of the database with CREATEROLE after CREATE EXTENSION vector was run in schema knowledge.',
      { cause: error },
    );
  }
  return new StepFailure(
    `The database could not be prepared: ${reasonOf(error)}`,
    'Check DATABASE_URL and that PostgreSQL with pgvector answers.',
    { cause: error },
  );
};

/**
 * Creates what is missing: the database, and per service a login role, a schema only that role may use and its
 * search path; the extension `vector` in schema `knowledge`. Safe to repeat; passwords are set anew each time.
 * Throws StepFailure when the login lacks the rights.
 */
export const prepareDatabase = async (options: PrepareOptions): Promise<void> => {
  try {
    await connected(options.adminUrl, async (client) => {
      await client.query('SELECT pg_advisory_lock($1)', [ROLE_LOCK]);
      await createDatabase(client, options.database);
      for (const owner of options.owners) await ensureRole(client, owner);
      await connected(inDatabase(options.adminUrl, options.database), (inside) => prepareInside(inside, options));
    });
  } catch (error) {
    throw explain(error);
  }
};

/** Removes a database and ends the sessions in it. */
export const dropDatabase = (adminUrl: string, database: string): Promise<void> =>
  connected(adminUrl, async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(database)} WITH (FORCE)`);
  });
