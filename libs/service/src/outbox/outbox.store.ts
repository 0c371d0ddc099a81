import type { OutboxRow, OutboxStore } from '@archestra/messaging';
import { Pool } from 'pg';
import { reportError } from '../log/log.ts';

/** The `outbox` table of the service's own schema, drained in id order; rows locked by another replica are skipped. */
export class PgOutboxStore implements OutboxStore {
  private readonly pool: Pool;

  constructor(connectionString: string) {
    this.pool = new Pool({
      connectionString,
      max: 1,
      idleTimeoutMillis: 30_000,
      connectionTimeoutMillis: 5_000,
      query_timeout: 10_000,
    });
    this.pool.on('error', (error) => reportError(error, 'outbox connection'));
    // A connection that dies while it is lent out reports to the client only; without a listener that would end the process.
    this.pool.on('connect', (client) => client.on('error', (error) => reportError(error, 'outbox connection')));
  }

  async drain(limit: number, publish: (rows: OutboxRow[]) => Promise<string[]>): Promise<number> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      const { rows } = await client.query<OutboxRow>(
        'SELECT id, subject, payload FROM outbox ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED',
        [limit],
      );
      const sent = rows.length > 0 ? await publish(rows) : [];
      if (sent.length > 0) await client.query('DELETE FROM outbox WHERE id = ANY($1::uuid[])', [sent]);
      await client.query('COMMIT');
      client.release();
      return sent.length;
    } catch (error) {
      // The connection may be broken: a released half-open transaction would poison the next user.
      client.release(true);
      throw error;
    }
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
