import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';

/** How many of the answered calls are on record. */
export interface Recorded {
  answered: number;
  recorded: number;
  lost: number;
}

/** Where a kind of call is on record, and how many of it were made before anything was measured. */
export interface RecordOfCalls {
  table: 'audit.tool_call' | 'audit.llm_call';
  before: number;
}

/** Waits up to 60 s for the record to catch up, then counts. */
export const recordedCalls = async (
  databaseUrl: string,
  { table, before }: RecordOfCalls,
  answered: number,
): Promise<Recorded> => {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    let recorded = 0;
    for (let attempt = 0; attempt < 60 && recorded < answered; attempt += 1) {
      if (attempt > 0) await pause(1_000);
      const { rows } = await client.query<{ count: string }>(
        `SELECT count(*) FROM ${table} WHERE outcome = 'answered'`,
      );
      recorded = Number(rows[0]?.count) - before;
    }
    return { answered, recorded, lost: answered - recorded };
  } finally {
    await client.end();
  }
};
