import { audit, consoleRoutes, gatewayEvents, orchestratorEvents, registryEvents } from '@archestra/contracts';
import { exportRecord } from '@archestra/local';
import type { NatsClient } from '@archestra/messaging';
import { readPublicKey, verifyExport, type Verdict } from '@archestra/record';
import { eventually } from '@archestra/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { aCall, anAttempt, useAudit } from './audit.ts';

const CALLS = 60;

describe('the chained record', () => {
  const service = useAudit({ AUDIT_CHECKPOINT_MS: '200' });
  const organizationId = uuid();
  const calls = Array.from({ length: CALLS }, () => aCall());
  // Behind the calls in the chain, so that an export comes to it late.
  const attempt = anAttempt({ at: new Date(Date.now() + 1_000).toISOString() });
  const tell = (bytesDown: number): Promise<void> =>
    service.publish('orchestrator', orchestratorEvents.egressAttempted, {
      organizationId,
      data: { ...attempt, bytesDown },
    });
  let client: NatsClient;
  let publicKey: string;
  const settled = () => eventually(async () => expect(await service.pending()).toBe(0));
  const signed = () =>
    eventually(async () => {
      const { rows } = await service.sql(
        `SELECT h.seq = (SELECT max(seq) FROM checkpoint c WHERE c.organization_id = h.organization_id) AS done
         FROM chain_head h WHERE h.organization_id = $1`,
        [organizationId],
      );
      expect(rows).toEqual([{ done: true }]);
    });

  const lines = async (meanwhile: () => Promise<void> = () => Promise.resolve()): Promise<string[]> => {
    const found: string[] = [];
    let asked = 0;
    const api = {
      call: async (route: unknown, { query = {} }: { query?: object } = {}) => {
        if ((asked += 1) === 2) await meanwhile();
        return route === consoleRoutes.exportChain
          ? client.call(audit.exportChain, { ...query, limit: 25 }, { organizationId })
          : client.call(audit.listUnlinked, {}, { organizationId });
      },
    };
    const exported = await exportRecord(
      api as never,
      (line) => void found.push(JSON.stringify(line)),
      () => undefined,
    );
    publicKey = exported.publicKey;
    return found;
  };
  const verdict = async (): Promise<Verdict> => {
    const found = await lines();
    return verifyExport(found, [readPublicKey(publicKey)]);
  };

  /** Does something to the database as whoever owns it, looks, and takes it back. */
  const after = async (...statements: readonly [string, unknown[]?][]): Promise<Verdict> => {
    const tables = ['tool_call', 'entry', 'egress_attempt', 'chain', 'chain_head', 'checkpoint'];
    for (const table of tables) await service.sql(`CREATE TABLE kept_${table} AS TABLE ${table}`);
    try {
      for (const [text, values] of statements) await service.sql(text, values ?? []);
      return await verdict();
    } finally {
      for (const table of tables) {
        await service.sql(`DELETE FROM ${table}`);
        await service.sql(`INSERT INTO ${table} SELECT * FROM kept_${table}`);
        await service.sql(`DROP TABLE kept_${table}`);
      }
    }
  };

  beforeAll(async () => {
    client = await service.client();
    for (const call of calls)
      await service.publish('gateway', gatewayEvents.toolCallCompleted, {
        organizationId,
        id: call.callId,
        data: call,
      });
    for (const bytesDown of [0, 700]) await tell(bytesDown);
    await service.publish('registry', registryEvents.installationCreated, {
      organizationId,
      data: { id: uuid(), name: 'everything' },
    });
    // What is delivered twice is recorded, and chained, once.
    for (const call of calls.slice(0, 10))
      await service.publish(
        'gateway',
        gatewayEvents.toolCallCompleted,
        { organizationId, id: call.callId, data: call },
        true,
      );
    await settled();
    await signed();
  }, 60_000);

  const first = calls[20] as (typeof calls)[number];
  const second = calls[40] as (typeof calls)[number];
  const named = (id: string) => expect.objectContaining({ kind: 'tool_call', id });

  it('is proved without the database', async () => {
    const found = await verdict();
    expect(found).toMatchObject({ organizationId, findings: [] });
    // An attempt that was told of twice in one batch is one record, in two batches two.
    expect([CALLS + 2, CALLS + 3]).toContain(found.links);
    expect(found.signedUpTo).toBe(found.links);
  });

  it('is proved while it is written to, also where an attempt is told of again meanwhile', async () => {
    const late = aCall();
    const found = await lines(async () => {
      await tell(900);
      await service.publish('gateway', gatewayEvents.toolCallCompleted, {
        organizationId,
        id: late.callId,
        data: late,
      });
      await settled();
      await signed();
    });
    await expect(verifyExport(found, [readPublicKey(publicKey)])).resolves.toMatchObject({ findings: [] });
  });

  it.each<[string, string, string]>([
    ['changed', 'altered', `UPDATE tool_call SET user_name = 'Eve' WHERE id = $1`],
    ['changed inside its event', 'altered', `UPDATE tool_call SET event = event || '{"isError": true}' WHERE id = $1`],
    ['moved in time', 'missing', `UPDATE tool_call SET at = at + interval '1 second' WHERE id = $1`],
    ['removed', 'missing', 'DELETE FROM tool_call WHERE id = $1'],
  ])('tells which record was %s', async (_, what, statement) => {
    const { findings } = await after([statement, [first.callId]]);
    expect(findings[0]).toEqual(named(first.callId));
    expect(findings[0]?.what).toBe(what);
  });

  it('tells which record was put there', async () => {
    const id = uuid();
    const { findings } = await after([
      `INSERT INTO tool_call SELECT organization_id, $1::uuid, at, outcome, decision, method, name, server_name, profile_id,
         profile_name, user_name, client_name, is_error, duration_us, repeated, error, event, recorded_at, principal
       FROM tool_call WHERE id = $2`,
      [id, first.callId],
    ]);
    expect(findings).toEqual([{ what: 'inserted', message: expect.stringContaining(id), kind: 'tool_call', id }]);
  });

  it('tells which records were swapped', async () => {
    const swap = `UPDATE tool_call t SET name = o.name, event = o.event, user_name = o.user_name, duration_us = o.duration_us + 1
      FROM tool_call o WHERE (t.id = $1 AND o.id = $2) OR (t.id = $2 AND o.id = $1)`;
    const { findings } = await after([swap, [first.callId, second.callId]]);
    expect(findings).toEqual([named(first.callId), named(second.callId)]);
  });

  it('tells where links were changed, removed or swapped', async () => {
    const altered = await after([`UPDATE chain SET digest = repeat('a', 64) WHERE id = $1`, [first.callId]]);
    expect(altered.findings.map(({ what }) => what)).toEqual(['chain-altered', 'altered']);
    const removed = await after(
      ['DELETE FROM chain WHERE id = $1', [first.callId]],
      ['DELETE FROM tool_call WHERE id = $1', [first.callId]],
    );
    expect(removed.findings).toMatchObject([{ what: 'links-missing' }]);
    const swapped = await after(
      [
        `UPDATE chain c SET seq = -o.seq FROM chain o WHERE (c.id = $1 AND o.id = $2) OR (c.id = $2 AND o.id = $1)`,
        [first.callId, second.callId],
      ],
      ['UPDATE chain SET seq = -seq WHERE seq < 0'],
    );
    expect(swapped.findings.filter(({ what }) => what === 'chain-altered').length).toBeGreaterThanOrEqual(2);
  });

  it('tells that a whole chain was written anew, or cut off behind its last checkpoint', async () => {
    const anew = await after(
      [`UPDATE tool_call SET user_name = 'Eve' WHERE id = $1`, [first.callId]],
      ['DELETE FROM chain WHERE organization_id = $1', [organizationId]],
      ['DELETE FROM chain_head WHERE organization_id = $1', [organizationId]],
      [
        `SELECT append_links(jsonb_agg(jsonb_build_object('organization_id', organization_id, 'kind', 'tool_call', 'id', id,
           'at', at, 'digest', sha256_hex(record_text(tool_call))))) FROM tool_call WHERE organization_id = $1`,
        [organizationId],
      ],
    );
    expect(anew.findings.map(({ what }) => what)).toContain('links-missing');
    const cut = await after(
      ['DELETE FROM tool_call WHERE id = $1', [calls.at(-1)?.callId]],
      ['DELETE FROM chain WHERE organization_id = $1 AND seq > 30', [organizationId]],
      ['UPDATE chain_head SET seq = 30 WHERE organization_id = $1', [organizationId]],
    );
    expect(cut.findings.map(({ what }) => what)).toContain('links-missing');
  });

  it('is not fooled by a second link for a changed record, nor by a text that was left out', async () => {
    const again = await after(
      [`UPDATE tool_call SET user_name = 'Eve' WHERE id = $1`, [first.callId]],
      [
        `SELECT append_links(jsonb_build_array(jsonb_build_object('organization_id', organization_id, 'kind', 'tool_call',
           'id', id, 'at', at, 'digest', sha256_hex(record_text(tool_call))))) FROM tool_call WHERE id = $1`,
        [first.callId],
      ],
    );
    expect(again.findings).toContainEqual(expect.objectContaining({ what: 'altered', id: first.callId }));
    const found = await lines();
    const without = found.map((line) => (line.includes(first.callId) ? line.replace(/"text":.*$/, '"seq2":0}') : line));
    const left = await verifyExport(without, [readPublicKey(publicKey)]);
    expect(left.findings[0]?.what).toBe('unreadable');
  });

  it('believes no checkpoint of anybody else', async () => {
    const forged = await after([`UPDATE checkpoint SET at = '2020-01-01T00:00:00.000Z'`]);
    expect(forged.findings[0]?.what).toBe('checkpoint-forged');
  });
});
