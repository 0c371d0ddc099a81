import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';

/** How many of the answered calls are on record. The call of `./start` itself comes on top. */
export interface Recorded {
  answered: number;
  recorded: number;
  lost: number;
}

const CALLS_OF_START = 1;

/** Waits up to 60 s for the record to catch up, then counts. */
export const recordedCalls = async (databaseUrl: string, answered: number): Promise<Recorded> => {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    let recorded = 0;
    for (let attempt = 0; attempt < 60 && recorded < answered; attempt += 1) {
      if (attempt > 0) await pause(1_000);
      const { rows } = await client.query<{ count: string }>(
        "SELECT count(*) FROM audit.tool_call WHERE outcome = 'answered'",
      );
      recorded = Number(rows[0]?.count) - CALLS_OF_START;
    }
    return { answered, recorded, lost: answered - recorded };
  } finally {
    await client.end();
  }
};
