import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { durationOf, type Question } from './question.ts';

const QUIET_FOR_MS = 2_000;

/** What PostgreSQL holds of calls: the truth about what was recorded. */
export class Ledger {
  /** How often each call id is on record. */
  readonly times = new Map<string, number>();
  /** Outcome by arguments, as text: how a call is found whose id its caller never learned. */
  readonly outcomes = new Map<string, string>();
  interrupted = 0;
  /** Calls on record, refused requests apart. */
  calls = 0;
  /** Calls in the sums of the meter. */
  metered = 0;
  /** How long it was waited for. */
  waitedMs = 0;

  /** The outcome on record of a call, by its arguments. */
  outcomeOf({ serial, tool }: Question): string | undefined {
    if (tool === 'long') return this.outcomes.get(JSON.stringify({ duration: durationOf(serial), steps: 1 }));
    return this.outcomes.get(JSON.stringify(tool === 'echo' ? { message: `word-${serial}` } : { a: serial, b: 1 }));
  }
}

interface Counts {
  calls: number;
  metered: number;
  /** Of the calls somebody knows the id of, those that are not on record. */
  missing: number;
}

const counts = async (client: Client, seen: readonly string[]): Promise<Counts> => {
  const { rows } = await client.query<Record<keyof Counts, string>>(
    `SELECT (SELECT count(*) FROM audit.tool_call WHERE outcome <> 'refused') AS calls,
            (SELECT coalesce(sum(calls), 0) FROM cost.usage) AS metered,
            (SELECT count(*) FROM (SELECT unnest($1::uuid[]) EXCEPT SELECT id FROM audit.tool_call) AS absent) AS missing`,
    [seen],
  );
  return { calls: Number(rows[0]?.calls), metered: Number(rows[0]?.metered), missing: Number(rows[0]?.missing) };
};

/**
 * Waits until every call that somebody saw is on record and metered and nothing more arrives, at most `withinMs`; then
 * reads all. Neither quiet nor a number of calls is enough: what a service had in hand when it was killed comes again only
 * after the acknowledgement time of half a minute, and calls whose answer nobody saw are on record too.
 */
export const readLedger = async (databaseUrl: string, seen: readonly string[], withinMs: number): Promise<Ledger> => {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const began = Date.now();
    let last = await counts(client, seen);
    while (Date.now() < began + withinMs) {
      await pause(QUIET_FOR_MS);
      const now = await counts(client, seen);
      const isQuiet = now.calls === last.calls && now.metered === last.metered;
      last = now;
      if (isQuiet && now.missing === 0 && now.metered === now.calls) break;
    }
    return await read(client, last, Date.now() - began);
  } finally {
    await client.end();
  }
};

const read = async (client: Client, { calls, metered }: Counts, waitedMs: number): Promise<Ledger> => {
  const ledger = Object.assign(new Ledger(), { calls, metered, waitedMs });
  const { rows } = await client.query<{ id: string; outcome: string; arguments: string }>(
    `SELECT id, outcome, event->'arguments'->>'text' AS arguments FROM audit.tool_call WHERE outcome <> 'refused'`,
  );
  for (const { id, outcome, arguments: text } of rows) {
    ledger.times.set(id, (ledger.times.get(id) ?? 0) + 1);
    ledger.outcomes.set(text, outcome);
    if (outcome === 'interrupted') ledger.interrupted += 1;
  }
  return ledger;
};
