import { randomUUID } from 'node:crypto';
import pg from 'pg';

/**
 * Adds somebody of the role member who signs in with the administrator's present password.
 * @TODO(#3) People cannot be invited in the console yet: once they can, this story begins there.
 */
export const addMember = async (databaseUrl: string, email: string): Promise<void> => {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const id = randomUUID();
    await client.query(
      `INSERT INTO identity."user" (id, organization_id, email, name, role)
       SELECT $1, organization_id, $2, 'Mia Member', 'member' FROM identity."user" WHERE role = 'admin' LIMIT 1`,
      [id, email],
    );
    await client.query(
      `INSERT INTO identity.account (id, user_id, account_id, provider_id, password)
       SELECT $1, $2::uuid, $2::text, a.provider_id, a.password
         FROM identity.account a JOIN identity."user" u ON u.id = a.user_id WHERE u.role = 'admin' LIMIT 1`,
      [randomUUID(), id],
    );
  } finally {
    await client.end();
  }
};
