import { cost } from '@archestra/contracts';
import type { NatsClient } from '@archestra/messaging';
import { eventually } from '@archestra/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { aCall, useCost } from './cost.ts';

const startedAt = '2026-11-21T10:20:30.400Z';
const whole = { from: '2026-11-21T00:00:00Z', to: '2026-11-22T00:00:00Z' };

describe('metering', () => {
  const service = useCost({ PRUNE_MS: '100' });
  let client: NatsClient;
  const settled = () => eventually(async () => expect(await service.pending()).toBe(0));
  const usage = async (
    organizationId: string,
    filter: Partial<{ from: string; to: string; profileId: string; limit: number }> = {},
  ) => (await client.call(cost.listUsage, { ...whole, ...filter }, { organizationId })).items;
  beforeAll(async () => {
    client = await service.client();
  });

  it('adds up the calls of an hour', async () => {
    const organizationId = uuid();
    const calls = [
      aCall({ startedAt }),
      aCall({ startedAt: '2026-11-21T10:59:59.999Z', isError: true }),
      aCall({ startedAt, outcome: 'failed', result: null }),
      aCall({ startedAt, outcome: 'interrupted', result: null }),
      aCall({ startedAt, outcome: 'denied', result: null }),
    ];
    await Promise.all(calls.map((call) => service.publish(organizationId, call)));
    await settled();
    expect(await usage(organizationId)).toEqual([
      {
        hour: '2026-11-21T10:00:00.000Z',
        profileId: calls[0]?.profile.id,
        userId: calls[0]?.principal.id,
        serverId: calls[0]?.server?.id,
        name: 'echo',
        calls: 5,
        failed: 3,
        denied: 1,
        requestBytes: 80,
        responseBytes: 28,
        durationUs: 7_500,
      },
    ]);
  });

  it('counts an event once, in one batch and across batches', async () => {
    const organizationId = uuid();
    const calls = Array.from({ length: 40 }, () => aCall({ startedAt }));
    for (const again of [false, true, true]) {
      await Promise.all(
        [...calls, ...(again ? calls : [])].map((call) => service.publish(organizationId, call, again)),
      );
    }
    await settled();
    expect(await usage(organizationId)).toMatchObject([{ calls: 40, requestBytes: 640 }]);
  });

  it('counts once what was written but not acknowledged before a crash', async () => {
    const organizationId = uuid();
    const call = aCall({ startedAt });
    await service.publish(organizationId, call);
    await settled();
    await service.stop();
    await service.publish(organizationId, call, true);
    await service.publish(organizationId, aCall({ startedAt }));
    await service.start();
    await settled();
    expect(await usage(organizationId)).toMatchObject([{ calls: 2 }]);
  });

  it('leaves neither the sum nor the memory of an event when the statement fails', async () => {
    const organizationId = uuid();
    await service.sql('ALTER TABLE usage ADD CONSTRAINT nothing CHECK (calls < 0) NOT VALID');
    await service.publish(organizationId, aCall({ startedAt }));
    await new Promise((resolve) => setTimeout(resolve, 400));
    const { rows } = await service.sql('SELECT 1 FROM metered_event WHERE organization_id = $1', [organizationId]);
    expect(rows).toEqual([]);
    await service.sql('ALTER TABLE usage DROP CONSTRAINT nothing');
    await settled();
    expect(await usage(organizationId)).toMatchObject([{ calls: 1 }]);
  });

  it('buries poison and counts what came with it', async () => {
    const organizationId = uuid();
    const before = await service.deadLetters();
    await service.publishRaw('[]');
    await service.publish(organizationId, aCall({ startedAt: '0000-01-01T00:00:00Z' }));
    await service.publish(organizationId, aCall({ startedAt }));
    await settled();
    expect(await service.deadLetters()).toBe(before + 2);
    expect(await usage(organizationId)).toMatchObject([{ calls: 1 }]);
  });

  it('counts calls under any name a client can choose', async () => {
    const organizationId = uuid();
    const before = await service.deadLetters();
    const names = fc.sample(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 3_000 }),
        fc.constantFrom('\0', '\ud800', 'x'.repeat(50_000), `${'x'.repeat(179)}😀${'y'.repeat(99)}`),
      ),
      200,
    );
    await Promise.all(names.map((name) => service.publish(organizationId, aCall({ startedAt, name, server: null }))));
    await settled();
    const rows = await usage(organizationId, { limit: 5_000 });
    expect(rows.reduce((sum, { calls }) => sum + calls, 0)).toBe(200);
    expect(rows.every(({ serverId }) => serverId === null)).toBe(true);
    expect(await service.deadLetters()).toBe(before);
  });

  it('lists by time, profile and organization', async () => {
    const organizationId = uuid();
    const profile = { id: uuid(), name: 'Other' };
    await service.publish(organizationId, aCall({ startedAt }));
    await service.publish(organizationId, aCall({ startedAt: '2026-11-21T12:00:00Z', profile }));
    await settled();
    expect((await usage(organizationId)).map(({ hour }) => hour.slice(11, 13))).toEqual(['12', '10']);
    expect(await usage(organizationId, { profileId: profile.id })).toHaveLength(1);
    expect(await usage(organizationId, { from: '2026-11-21T10:59:00Z', to: '2026-11-21T12:00:00Z' })).toHaveLength(1);
    expect(await usage(organizationId, { limit: 1 })).toHaveLength(1);
    expect(await usage(uuid())).toEqual([]);
    await expect(usage(organizationId, { from: '0000-01-01T00:00:00Z' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    await expect(client.call(cost.listUsage, whole, {})).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('forgets metered events after a while', async () => {
    const organizationId = uuid();
    await service.publish(organizationId, aCall({ startedAt }));
    await settled();
    await service.sql(`UPDATE metered_event SET metered_at = now() - interval '9 days' WHERE organization_id = $1`, [
      organizationId,
    ]);
    await eventually(async () => {
      const { rows } = await service.sql('SELECT 1 FROM metered_event WHERE organization_id = $1', [organizationId]);
      expect(rows).toEqual([]);
    });
    expect(await usage(organizationId)).toMatchObject([{ calls: 1 }]);
  });
});
