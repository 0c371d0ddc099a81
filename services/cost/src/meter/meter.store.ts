import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.store.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { Measure } from './measure.ts';

const PRUNED_AT_ONCE = 10_000;

@Injectable()
export class MeterStore {
  constructor(private readonly database: Database) {}

  /**
   * Adds calls to the sums, each event exactly once: the memory of an event and its share of the sum are one statement,
   * so that a crash leaves both or neither. Keys are written in order: two replicas never wait for each other in a circle.
   */
  async add(measures: Measure[]): Promise<void> {
    await this.database.write(Prisma.sql`
      WITH incoming AS MATERIALIZED (
        SELECT DISTINCT ON (organization_id, event_id) *
        FROM jsonb_to_recordset(${JSON.stringify(measures)}::jsonb) AS row (organization_id text, event_id text, hour timestamptz,
          profile_id uuid, user_id uuid, server_id uuid, name text, failed integer, denied integer, request_bytes bigint,
          response_bytes bigint, duration_us bigint)
        ORDER BY organization_id, event_id
      ), fresh AS (
        INSERT INTO metered_event (organization_id, id)
        SELECT organization_id, event_id FROM incoming ORDER BY organization_id, event_id
        ON CONFLICT DO NOTHING
        RETURNING organization_id, id
      )
      INSERT INTO usage AS known (organization_id, hour, profile_id, user_id, server_id, name, calls, failed, denied,
        request_bytes, response_bytes, duration_us)
      SELECT i.organization_id, i.hour, i.profile_id, i.user_id, i.server_id, i.name, count(*), sum(i.failed), sum(i.denied),
        sum(i.request_bytes), sum(i.response_bytes), sum(i.duration_us)
      FROM incoming i JOIN fresh f ON f.organization_id = i.organization_id AND f.id = i.event_id
      GROUP BY 1, 2, 3, 4, 5, 6
      ORDER BY 1, 2, 3, 4, 5, 6
      ON CONFLICT (organization_id, hour, profile_id, user_id, server_id, name) DO UPDATE SET
        calls = known.calls + excluded.calls,
        failed = known.failed + excluded.failed,
        denied = known.denied + excluded.denied,
        request_bytes = known.request_bytes + excluded.request_bytes,
        response_bytes = known.response_bytes + excluded.response_bytes,
        duration_us = known.duration_us + excluded.duration_us`);
  }

  /** Forgets events that were metered before this moment, in portions that hold no lock for long; returns how many. */
  async forget(before: Date): Promise<number> {
    let forgotten = 0;
    for (;;) {
      const count = await this.database.write(Prisma.sql`
        DELETE FROM metered_event WHERE (organization_id, id) IN (
          SELECT organization_id, id FROM metered_event WHERE metered_at < ${before} ORDER BY metered_at LIMIT ${PRUNED_AT_ONCE})`);
      forgotten += count;
      if (count < PRUNED_AT_ONCE) return forgotten;
    }
  }
}
