import { readFile } from 'node:fs/promises';
import { useDatabase } from '@archestra/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';

const step = (name: string): Promise<string> =>
  readFile(new URL(`../prisma/migrations/${name}/migration.sql`, import.meta.url), 'utf8');
const id = (digit: number): string => `019a0000-0000-7000-8000-00000000000${digit}`;

describe('an installation from before there were teams', () => {
  let client: Client;
  // Jest runs these in the order they are declared: the connection ends before its database does.
  afterAll(() => client.end());
  const database = useDatabase('identity');
  beforeAll(async () => {
    client = new Client({ connectionString: database().adminUrl });
    await client.connect();
    await client.query('CREATE SCHEMA before; SET search_path = before');
    await client.query(await step('20261121000000_identity'));
    await client.query(`
      INSERT INTO organization (id, name, created_at) VALUES ('${id(2)}', 'second', '2026-02-01'), ('${id(1)}', 'first', '2026-01-01');
      INSERT INTO "user" (id, organization_id, email, name, role) VALUES
        ('${id(3)}', '${id(1)}', 'a@example.org', 'A', 'admin'), ('${id(4)}', '${id(1)}', 'b@example.org', 'B', 'member');
      INSERT INTO token (id, organization_id, user_id, name, prefix, hash) VALUES ('${id(5)}', '${id(1)}', '${id(3)}', 't', 'arch_x', 'h')`);
    await client.query(await step('20261121010000_people'));
  });

  it('keeps its people and tokens, and its first organization operates the platform', async () => {
    const organizations = await client.query('SELECT name FROM organization WHERE is_operator');
    expect(organizations.rows).toEqual([{ name: 'first' }]);
    const users = await client.query('SELECT name, role, is_active, role_id FROM "user" ORDER BY name');
    expect(users.rows).toEqual([
      { name: 'A', role: 'admin', is_active: true, role_id: null },
      { name: 'B', role: 'member', is_active: true, role_id: null },
    ]);
    const tokens = await client.query('SELECT kind, user_id, team_id, scopes, profile_ids, created_by FROM token');
    expect(tokens.rows).toEqual([
      { kind: 'user', user_id: id(3), team_id: null, scopes: null, profile_ids: null, created_by: id(3) },
    ]);
  });

  it.each([
    ['a second operator', `UPDATE organization SET is_operator = true`],
    ['a role that is not there', `UPDATE "user" SET role = '${id(9)}'`],
    ['a role that is no role', `UPDATE "user" SET role = 'owner'`],
    ['a token of nobody', `UPDATE token SET user_id = NULL`],
    ['a service without scopes', `UPDATE token SET kind = 'service', user_id = NULL`],
  ])('refuses %s, whatever the code above says', async (_, statement) => {
    await expect(client.query(statement)).rejects.toThrow();
  });

  it('refuses a role of another organization', async () => {
    await client.query(
      `INSERT INTO role (id, organization_id, name, description, permissions) VALUES ('${id(8)}', '${id(2)}', 'r', '', '{}')`,
    );
    await expect(client.query(`UPDATE "user" SET role = '${id(8)}'`)).rejects.toThrow(/foreign key/);
  });
});
