import { audit, orchestratorEvents, type EgressAttempt } from '@archestra/contracts';
import type { NatsClient } from '@archestra/messaging';
import { eventually } from '@archestra/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { anAttempt, useAudit } from './audit.ts';

const base = Date.now() - 60_000;

describe('the record of attempts', () => {
  const service = useAudit();
  const organizationId = uuid();
  const [serverId, otherId, callId] = [uuid(), uuid(), uuid()];
  let client: NatsClient;

  const attempt = (change: Partial<EgressAttempt> = {}): EgressAttempt =>
    anAttempt({ serverId, at: new Date(base).toISOString(), ...change });
  const record = async (...attempts: EgressAttempt[]): Promise<void> => {
    await Promise.all(
      attempts.map((data) =>
        service.publish('orchestrator', orchestratorEvents.egressAttempted, { organizationId, data }),
      ),
    );
    await eventually(async () => expect(await service.pending()).toBe(0));
  };
  const list = (filter: object, organization = organizationId) =>
    client.call(audit.listEgress, filter, { organizationId: organization });

  beforeAll(async () => {
    client = await service.client();
  });

  it('keeps an attempt that is told twice once, with the bytes of the end, in whatever order it comes', async () => {
    const long = attempt({ host: 'long.test' });
    await record({ ...long, bytesUp: 7, bytesDown: 9_000_000_000 }, long);
    await record(long);
    const { items } = await list({ serverId });
    expect(items).toEqual([{ ...long, bytesUp: 7, bytesDown: 9_000_000_000 }]);
  });

  it('lists by server, call and verdict, page by page, and to its organization only', async () => {
    const mine = Array.from({ length: 25 }, (_, index) =>
      attempt({
        serverId: otherId,
        at: new Date(base + Math.floor(index / 5)).toISOString(),
        ...(index % 5 === 0 ? { verdict: 'refused' as const, reason: 'metadata-address' as const } : {}),
        ...(index === 3 ? { callIds: [callId, uuid()] } : {}),
      }),
    );
    await record(...mine);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof list>> = await list({
        serverId: otherId,
        limit: 4,
        ...(cursor ? { cursor } : {}),
      });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toHaveLength(25);
    expect(new Set(seen)).toEqual(new Set(mine.map(({ id }) => id)));
    expect((await list({ callId })).items.map(({ id }) => id)).toEqual([mine[3]?.id]);
    expect((await list({ serverId: otherId, verdict: 'refused' })).items).toHaveLength(5);
    expect((await list({}, uuid())).items).toEqual([]);
  });

  it('does not list attempts among administrative facts', async () => {
    const { items } = await client.call(audit.listEntries, {}, { organizationId });
    expect(items.map(({ type }) => type)).not.toContain('orchestrator.egress.attempted');
  });
});
