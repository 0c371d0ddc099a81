import { audit, gatewayEvents, identityEvents } from '@archestra/contracts';
import { eventually } from '@archestra/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { aCall, aRefusal, useAudit } from './audit.ts';

const { toolCallCompleted, requestRefused } = gatewayEvents;

describe('recording', () => {
  const service = useAudit();
  const settled = () => eventually(async () => expect(await service.pending()).toBe(0));

  it('records a call once, however often it is delivered', async () => {
    const organizationId = uuid();
    const calls = Array.from({ length: 20 }, () => aCall());
    for (const again of [false, true, true]) {
      await Promise.all(
        calls.map((data) =>
          service.publish('gateway', toolCallCompleted, { organizationId, id: data.callId, data }, again),
        ),
      );
    }
    await settled();
    const { rows } = await service.sql('SELECT count(*)::int AS calls FROM tool_call WHERE organization_id = $1', [
      organizationId,
    ]);
    expect(rows).toEqual([{ calls: 20 }]);
  });

  it('gives the whole record back', async () => {
    const organizationId = uuid();
    const data = aCall({
      outcome: 'denied',
      decision: { outcome: 'deny', reason: 'blocked-by-rule', path: [{ kind: 'rule', text: 'no' }] },
    });
    await service.publish('gateway', toolCallCompleted, { organizationId, id: data.callId, data });
    await settled();
    const client = await service.client();
    const record = await client.call(audit.getToolCall, { id: data.callId }, { organizationId });
    expect(record).toMatchObject({
      id: data.callId,
      at: data.startedAt,
      outcome: 'denied',
      decision: 'deny',
      call: data,
      timing: data.timing,
      durationUs: 1_500,
    });
    await expect(client.call(audit.getToolCall, { id: data.callId }, { organizationId: uuid() })).rejects.toMatchObject(
      { code: 'NOT_FOUND' },
    );
    await expect(client.call(audit.getToolCall, { id: data.callId }, {})).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  it('loses nothing that was published while it was away', async () => {
    const organizationId = uuid();
    await service.stop();
    const calls = Array.from({ length: 50 }, () => aCall());
    await Promise.all(
      calls.map((data) => service.publish('gateway', toolCallCompleted, { organizationId, id: data.callId, data })),
    );
    await service.start();
    await settled();
    const { rows } = await service.sql('SELECT id FROM tool_call WHERE organization_id = $1', [organizationId]);
    expect(rows.map(({ id }) => id).sort()).toEqual(calls.map(({ callId }) => callId).sort());
  });

  it('records what the database once refused as soon as it accepts it', async () => {
    const organizationId = uuid();
    const data = aCall();
    await service.sql('ALTER TABLE tool_call RENAME TO tool_call_away');
    await service.publish('gateway', toolCallCompleted, { organizationId, id: data.callId, data });
    await new Promise((resolve) => setTimeout(resolve, 400));
    await service.sql('ALTER TABLE tool_call_away RENAME TO tool_call');
    await settled();
    const { rows } = await service.sql('SELECT id FROM tool_call WHERE organization_id = $1', [organizationId]);
    expect(rows).toEqual([{ id: data.callId }]);
  });

  it('buries poison with its reason and records what came with it', async () => {
    const organizationId = uuid();
    const before = await service.deadLetters();
    const good = aCall();
    await service.publishRaw('gateway', toolCallCompleted, 'not JSON');
    // PostgreSQL knows no year 0.
    const impossible = aCall({ startedAt: '0000-01-01T00:00:00Z' });
    await service.publish('gateway', toolCallCompleted, { organizationId, id: impossible.callId, data: impossible });
    await service.publish('gateway', toolCallCompleted, { organizationId, id: good.callId, data: good });
    await settled();
    expect(await service.deadLetters()).toBe(before + 2);
    const { rows } = await service.sql('SELECT id FROM tool_call WHERE organization_id = $1', [organizationId]);
    expect(rows).toEqual([{ id: good.callId }]);
  });

  it('puts any month into its partition and odd times into the default one', async () => {
    const organizationId = uuid();
    const monthAgo = new Date(Date.now() - 40 * 86_400_000);
    for (const startedAt of [new Date().toISOString(), monthAgo.toISOString(), '1999-12-31T23:59:59.999Z']) {
      const data = aCall({ startedAt });
      await service.publish('gateway', toolCallCompleted, { organizationId, id: data.callId, data });
    }
    await settled();
    const { rows } = await service.sql(
      'SELECT tableoid::regclass::text AS partition FROM tool_call WHERE organization_id = $1 ORDER BY at',
      [organizationId],
    );
    const name = (time: Date) => `tool_call_${time.toISOString().slice(0, 7).replace('-', '_')}`;
    expect(rows.map(({ partition }) => partition)).toEqual(['tool_call_default', name(monthAgo), name(new Date())]);
  });

  it('moves rows out of the default partition when their month gets its own', async () => {
    const organizationId = uuid();
    const data = aCall({ startedAt: '2001-02-03T04:05:06Z' });
    await service.publish('gateway', toolCallCompleted, { organizationId, id: data.callId, data });
    await settled();
    await service.sql(`SELECT ensure_partition('tool_call', '2001-02-01')`);
    const { rows } = await service.sql(
      'SELECT tableoid::regclass::text AS partition FROM tool_call WHERE organization_id = $1',
      [organizationId],
    );
    expect(rows).toEqual([{ partition: 'tool_call_2001_02' }]);
  });

  it('keeps refused requests and administrative facts apart', async () => {
    const organizationId = uuid();
    const refusal = aRefusal({ repeated: 7 });
    await service.publish('gateway', requestRefused, {
      organizationId: 'system',
      id: refusal.requestId,
      data: refusal,
    });
    const created = {
      tokenId: uuid(),
      kind: 'user' as const,
      ownerId: uuid(),
      name: 'laptop',
      scopes: null,
      expiresAt: null,
    };
    for (const again of [false, true]) {
      await service.publish(
        'identity',
        identityEvents.tokenCreated,
        { id: 'e1', organizationId, principal: 'user:1', time: '2026-11-21T00:00:00Z', data: created },
        again,
      );
    }
    await settled();
    const client = await service.client();
    const entries = await client.call(audit.listEntries, { includeSystem: true }, { organizationId });
    expect(entries.items).toEqual([
      { id: 'e1', at: '2026-11-21T00:00:00.000Z', type: 'identity.token.created', principal: 'user:1', data: created },
    ]);
    const calls = await client.call(
      audit.listToolCalls,
      { outcome: 'refused', includeSystem: true },
      { organizationId },
    );
    expect(calls.items).toMatchObject([
      { id: refusal.requestId, repeated: 7, error: refusal.error, profileId: 'whatever', name: null },
    ]);
    await expect(
      client.call(audit.getToolCall, { id: refusal.requestId, includeSystem: true }, { organizationId }),
    ).resolves.toMatchObject({
      call: null,
      timing: null,
    });
  });

  it('records every text a client can send, in one batch', async () => {
    const organizationId = uuid();
    const before = await service.deadLetters();
    const texts = fc.sample(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 80 }),
        fc.constantFrom('\0', 'a\ud800b', '\udc00', '\\u0000', '"', '\\\\u0000\\ud800'),
      ),
      300,
    );
    await Promise.all(
      texts.map((text) => {
        const data = aCall({
          name: text,
          arguments: { text, bytes: 1, truncated: false },
          client: { name: text, version: '', protocolVersion: '' },
        });
        return service.publish('gateway', toolCallCompleted, { organizationId, id: data.callId, data });
      }),
    );
    await settled();
    const { rows } = await service.sql('SELECT count(*)::int AS calls FROM tool_call WHERE organization_id = $1', [
      organizationId,
    ]);
    expect(rows).toEqual([{ calls: 300 }]);
    expect(await service.deadLetters()).toBe(before);
  });
});
