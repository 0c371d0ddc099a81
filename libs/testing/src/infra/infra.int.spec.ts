import { describe, expect, it } from '@jest/globals';
import { connect } from '@nats-io/transport-node';
import pg from 'pg';
import { useDatabase, useInfra, useNats } from '../index.ts';

const query = async (url: string, sql: string): Promise<unknown[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
};

describe('the servers of a test run', () => {
  const database = useDatabase('knowledge', 'cost');
  const own = useNats();

  it('give each service a database login that sees its own schema only', async () => {
    await query(database().urlOf('knowledge'), 'CREATE TABLE document (embedding vector(3))');
    await expect(query(database().urlOf('knowledge'), 'SELECT current_schema() AS schema')).resolves.toEqual([
      { schema: 'knowledge' },
    ]);
    await expect(query(database().urlOf('cost'), 'SELECT * FROM knowledge.document')).rejects.toMatchObject({
      code: '42501',
    });
    await expect(query(database().urlOf('cost'), 'CREATE TABLE public.loot ()')).rejects.toMatchObject({
      code: '42501',
    });
    await expect(query(database().urlOf('cost'), 'CREATE SCHEMA loot')).rejects.toMatchObject({ code: '42501' });
  });

  it('let each NATS login do only what its contract says', async () => {
    const { url, user, password } = useInfra().nats('gateway');
    const connection = await connect({ servers: url, user, pass: password, inboxPrefix: '_INBOX.gateway' });
    const refused = new Promise<string>((resolve) => {
      connection.subscribe('identity.token.verify', {
        callback: (error) => {
          if (error) resolve(error.message);
        },
      });
    });
    await expect(refused).resolves.toMatch(/permissions violation/i);
    await connection.close();
  });

  it('keep acknowledged JetStream messages over a SIGKILL of the own NATS server', async () => {
    const { url, user, password } = own().login('admin');
    const { jetstream, jetstreamManager } = await import('@nats-io/jetstream');
    const before = await connect({ servers: url, user, pass: password });
    await (await jetstreamManager(before)).streams.add({ name: 'KEPT', subjects: ['kept.>'] });
    await jetstream(before).publish('kept.one', 'x');
    await before.close();
    const first = own().pid;
    await own().kill();
    await own().restart();
    expect(own().pid).not.toBe(first);
    const after = await connect({ servers: url, user, pass: password });
    expect((await (await jetstreamManager(after)).streams.info('KEPT')).state.messages).toBe(1);
    await after.close();
  });
});
