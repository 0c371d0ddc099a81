import { audit, gatewayEvents, type ToolCallSummary } from '@archestra/contracts';
import type { NatsClient } from '@archestra/messaging';
import { eventually } from '@archestra/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { aCall, aRefusal, useAudit } from './audit.ts';

const { toolCallCompleted, requestRefused } = gatewayEvents;
const base = Date.now() - 3_600_000;

describe('the call log', () => {
  const service = useAudit({ AUDIT_SHOW_SYSTEM: 'false' });
  const organizationId = uuid();
  let client: NatsClient;
  const record = async (calls: ReturnType<typeof aCall>[]): Promise<void> => {
    await Promise.all(
      calls.map((data) => service.publish('gateway', toolCallCompleted, { organizationId, id: data.callId, data })),
    );
    await eventually(async () => expect(await service.pending()).toBe(0));
  };
  beforeAll(async () => {
    client = await service.client();
    // Ten calls share each millisecond: only the id tells them apart.
    await record(
      Array.from({ length: 95 }, (_, i) =>
        aCall({
          startedAt: new Date(base + Math.floor(i / 10)).toISOString(),
          name: i % 2 ? 'read_file' : 'readXfile',
          isError: i === 3,
        }),
      ),
    );
  });

  it('gives every call exactly once, newest first, while new ones arrive', async () => {
    const seen: ToolCallSummary[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof client.call<typeof audit.listToolCalls>>> = await client.call(
        audit.listToolCalls,
        { limit: 7, ...(cursor ? { cursor } : {}) },
        { organizationId },
      );
      seen.push(...page.items);
      cursor = page.nextCursor;
      if (seen.length === 21) await record([aCall({ name: 'late' }), aCall({ name: 'late' })]);
    } while (cursor);
    expect(seen).toHaveLength(95);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(95);
    expect(seen.map(({ at }) => at)).toEqual(
      seen
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
  });

  it.each([
    ['text of the tool name, where an underscore is an underscore', { search: 'READ_f' }, 47],
    ['text of the server name', { search: 'everyth' }, 97],
    ['text of the person', { search: 'ada' }, 97],
    ['a percent sign', { search: '%' }, 0],
    ['a character that cannot be stored', { search: '\0' }, 0],
    ['the server', { serverName: 'everything' }, 97],
    ['another server', { serverName: 'other' }, 0],
    ['the outcome', { outcome: 'failed' as const }, 0],
    ['the profile', { profileId: '0199a000-0000-7000-8000-000000000001' }, 97],
    ['who called', { principal: 'user:0199a000-0000-7000-8000-000000000002' }, 97],
    ['a team of the same id', { principal: 'team:0199a000-0000-7000-8000-000000000002' }, 0],
    ['the time', { from: new Date(base + 2).toISOString(), to: new Date(base + 4).toISOString() }, 20],
  ])('filters by %s', async (_, filter, expected) => {
    const { items, nextCursor } = await client.call(audit.listToolCalls, { ...filter, limit: 200 }, { organizationId });
    expect(items).toHaveLength(expected);
    expect(nextCursor).toBeNull();
  });

  it('shows nothing to another organization, and nothing of the system where that is switched off', async () => {
    const refusal = aRefusal();
    await service.publish('gateway', requestRefused, {
      organizationId: 'system',
      id: refusal.requestId,
      data: refusal,
    });
    await eventually(async () => expect(await service.pending()).toBe(0));
    for (const other of [uuid(), 'system']) {
      await expect(
        client.call(audit.listToolCalls, { includeSystem: true }, { organizationId: other }),
      ).resolves.toEqual({
        items: [],
        nextCursor: null,
      });
      await expect(
        client.call(audit.getToolCall, { id: refusal.requestId, includeSystem: true }, { organizationId: other }),
      ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    const { items } = await client.call(
      audit.listToolCalls,
      { outcome: 'refused', includeSystem: true },
      { organizationId },
    );
    expect(items).toEqual([]);
  });

  it('shows a call to whoever made it and to nobody else who asks for their own', async () => {
    const [call] = (await client.call(audit.listToolCalls, { limit: 1 }, { organizationId })).items;
    const ask = (kind: string) =>
      client.call(
        audit.getToolCall,
        { id: call?.id ?? '', principal: `${kind}:0199a000-0000-7000-8000-000000000002` },
        { organizationId },
      );
    await expect(ask('user')).resolves.toMatchObject({ id: call?.id });
    await expect(ask('service')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('refuses a time the database does not know', async () => {
    const from = '0000-01-01T00:00:00Z';
    const cursor = Buffer.from(JSON.stringify([from, uuid()])).toString('base64url');
    for (const filter of [{ from }, { to: from }, { cursor }]) {
      await expect(client.call(audit.listToolCalls, filter, { organizationId })).rejects.toMatchObject({
        code: 'INVALID_INPUT',
      });
    }
  });

  it('answers any filter with a page or INVALID_INPUT', async () => {
    const cursors = fc.oneof(
      fc.string({ maxLength: 100 }),
      fc.json().map((text) => Buffer.from(text).toString('base64url').slice(0, 500)),
      fc
        .tuple(fc.date({ noInvalidDate: true }), fc.uuid())
        .map((place) => Buffer.from(JSON.stringify(place)).toString('base64url')),
    );
    const filters = fc.record(
      {
        cursor: cursors,
        search: fc.string({ unit: 'binary', maxLength: 50 }),
        serverName: fc.string({ unit: 'binary', maxLength: 20 }),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(filters, async (filter) => {
        for (const contract of [audit.listToolCalls, audit.listEntries]) {
          const answer = await client
            .call(contract, filter, { organizationId })
            .catch((error: { code?: string }) => error.code);
          if (typeof answer === 'string' || answer === undefined) expect(answer).toBe('INVALID_INPUT');
        }
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});
