import { readFile } from 'node:fs/promises';
import { ToolCallCompleted } from '@archestra/contracts';
import { useDatabase } from '@archestra/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { aCall } from './audit.ts';

const step = (name: string): Promise<string> =>
  readFile(new URL(`../prisma/migrations/${name}/migration.sql`, import.meta.url), 'utf8');
const userId = '0199a000-0000-7000-8000-000000000002';

describe('calls recorded before there were callers of other kinds', () => {
  let client: Client;
  // Jest runs these in the order they are declared: the connection ends before its database does.
  afterAll(() => client.end());
  const database = useDatabase('audit');
  const call = aCall();
  beforeAll(async () => {
    client = new Client({ connectionString: database().adminUrl });
    await client.connect();
    await client.query('CREATE SCHEMA before; SET search_path = before');
    await client.query(await step('20261121000000_record'));
    const insert = `INSERT INTO tool_call (organization_id, id, at, outcome, decision, is_error, duration_us, repeated, event)
      VALUES ('o', $1, now(), 'answered', 'allow', false, 1, 1, $2)`;
    await client.query(insert, [call.callId, { ...call, principal: { userId, name: 'Ada' } }]);
    await client.query(insert, [aCall().callId, { requestId: 'r', principal: null }]);
    await client.query(await step('20261121080000_principal'));
  });

  it('are still readable and belong to whoever made them', async () => {
    const { rows } = await client.query('SELECT principal, event FROM tool_call ORDER BY id = $1 DESC', [call.callId]);
    expect(rows[0]?.principal).toBe(`user:${userId}`);
    expect(ToolCallCompleted.parse(rows[0]?.event).principal).toEqual({ kind: 'user', id: userId, name: 'Ada' });
    expect(rows[1]).toMatchObject({ principal: null, event: { requestId: 'r' } });
  });
});
