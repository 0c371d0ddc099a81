import { audit, llmEvents, type EventData } from '@archestra/contracts';
import type { NatsClient } from '@archestra/messaging';
import { eventually } from '@archestra/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { useAudit } from './audit.ts';

type Call = EventData<typeof llmEvents.llmCallCompleted>;

const ada = '0199a000-0000-7000-8000-000000000002';
const profile = { id: '0199a000-0000-7000-8000-000000000001', name: 'Default' };
const recorded = { text: '{}', bytes: 2, truncated: false };
const aDecision = (outcome: 'allow' | 'deny' | 'approve'): Call['toolCalls'][number] => ({
  toolCallId: 't',
  name: 'send',
  arguments: recorded,
  outcome,
  reason: outcome === 'allow' ? null : 'untrusted-context',
  path: [],
  approvalId: null,
});

const aLlmCall = (change: Partial<Call> = {}): Call => ({
  callId: uuid(),
  sessionId: 's',
  source: 'client',
  profile,
  principal: { kind: 'user', id: ada, name: 'Ada' },
  teamIds: [],
  clientName: 'probe',
  operation: 'chat-completions',
  isStreamed: true,
  requestedModel: 'gpt-5',
  requested: { provider: 'openai', model: 'gpt-5' },
  used: { provider: 'local', model: 'small_one' },
  ruleId: null,
  attempts: [{ target: { provider: 'local', model: 'small_one' }, status: 200, error: null, durationUs: 900 }],
  usage: { inputTokens: 10, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 5, reasoningTokens: 0 },
  isUsageEstimated: false,
  toolCalls: [],
  withheldResults: 0,
  request: recorded,
  response: recorded,
  outcome: 'answered',
  error: null,
  label: null,
  startedAt: new Date().toISOString(),
  timing: { totalUs: 1_500 },
  ...change,
});

describe('the record of calls to models', () => {
  const service = useAudit();
  const base = Date.now() - 3_600_000;
  let client: NatsClient;
  const settled = () => eventually(async () => expect(await service.pending()).toBe(0));
  const publish = (organizationId: string, data: Call, again = false) =>
    service.publish('gateway', llmEvents.llmCallCompleted, { organizationId, id: data.callId, data }, again);
  beforeAll(async () => {
    client = await service.client();
  });

  it('holds a call once, however often it is delivered', async () => {
    const organizationId = uuid();
    const calls = Array.from({ length: 20 }, () => aLlmCall());
    for (const again of [false, true, true])
      await Promise.all(calls.map((call) => publish(organizationId, call, again)));
    await settled();
    const { rows } = await service.sql('SELECT id FROM llm_call WHERE organization_id = $1', [organizationId]);
    expect(rows.map(({ id }) => id).sort()).toEqual(calls.map(({ callId }) => callId).sort());
    const { rows: others } = await service.sql('SELECT id FROM entry WHERE organization_id = $1', [organizationId]);
    expect(others).toEqual([]);
  });

  it('loses nothing that was published while audit was away, and buries what cannot be stored', async () => {
    const organizationId = uuid();
    const before = await service.deadLetters();
    await service.stop();
    const calls = Array.from({ length: 30 }, () => aLlmCall());
    await publish(organizationId, aLlmCall({ startedAt: '0000-01-01T00:00:00Z' }));
    await Promise.all(calls.map((call) => publish(organizationId, call)));
    await service.start();
    await settled();
    const { rows } = await service.sql('SELECT count(*)::int AS calls FROM llm_call WHERE organization_id = $1', [
      organizationId,
    ]);
    expect(rows).toEqual([{ calls: 30 }]);
    expect(await service.deadLetters()).toBe(before + 1);
  });

  it('gives the whole record back, to whoever made the call and to nobody else who asks for their own', async () => {
    const organizationId = uuid();
    const data = aLlmCall({
      outcome: 'failed',
      error: { code: 'PROVIDER_TIMEOUT', message: 'Too slow.', fault: 'provider' },
      used: null,
      usage: null,
      ruleId: uuid(),
      toolCalls: [aDecision('allow'), aDecision('deny'), aDecision('approve')],
    });
    await publish(organizationId, data);
    await settled();
    const ask = (principal?: string, organization = organizationId) =>
      client.call(
        audit.getLlmCall,
        { id: data.callId, ...(principal === undefined ? {} : { principal }) },
        { organizationId: organization },
      );
    const record = await ask(`user:${ada}`);
    expect(record).toMatchObject({
      id: data.callId,
      at: data.startedAt,
      outcome: 'failed',
      requestedModel: 'gpt-5',
      usedModel: null,
      inputTokens: null,
      toolCalls: 3,
      heldToolCalls: 2,
      attempts: 1,
      error: data.error,
      call: data,
    });
    await expect(ask()).resolves.toEqual(record);
    await expect(ask(`team:${ada}`)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(ask(undefined, uuid())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(ask(`user:${uuid()}`)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  describe('as a list', () => {
    const organizationId = uuid();
    const page = async (filter: object) =>
      (await client.call(audit.listLlmCalls, { limit: 200, ...filter }, { organizationId })).items;
    beforeAll(async () => {
      const calls = Array.from({ length: 60 }, (_, i) =>
        aLlmCall({
          // Ten calls share each millisecond: only the id tells them apart.
          startedAt: new Date(base + Math.floor(i / 10)).toISOString(),
          source: i % 3 === 0 ? 'chat' : 'client',
          outcome: i % 4 === 0 ? 'denied' : 'answered',
          used: i % 2 === 0 ? { provider: 'local', model: 'small_one' } : null,
        }),
      );
      await Promise.all(calls.map((call) => publish(organizationId, call)));
      await settled();
    });

    it('is walked through once, newest first', async () => {
      const seen: { id: string; at: string }[] = [];
      let cursor: string | null = null;
      do {
        const next: Awaited<ReturnType<typeof client.call<typeof audit.listLlmCalls>>> = await client.call(
          audit.listLlmCalls,
          { limit: 7, ...(cursor ? { cursor } : {}) },
          { organizationId },
        );
        seen.push(...next.items);
        cursor = next.nextCursor;
      } while (cursor);
      expect(new Set(seen.map(({ id }) => id)).size).toBe(60);
      const order = seen.map(({ at, id }) => `${at} ${id}`);
      expect(order).toEqual(order.toSorted().reverse());
    });

    it.each([
      ['what was asked for', { model: 'gpt-5' }, 60],
      ['who answered', { model: 'local:small_one' }, 30],
      ['part of a model', { model: 'local' }, 0],
      ['the source', { source: 'chat' as const }, 20],
      ['the outcome', { outcome: 'denied' as const }, 15],
      ['the profile', { profileId: profile.id }, 60],
      ['another profile', { profileId: ada }, 0],
      ['who called', { principal: `user:${ada}` }, 60],
      ['a team of the same id', { principal: `team:${ada}` }, 0],
      ['words, where an underscore is an underscore', { search: 'SMALL_' }, 30],
      ['words that are nowhere', { search: 'small%' }, 0],
      ['the time', { from: new Date(base + 2).toISOString(), to: new Date(base + 4).toISOString() }, 20],
    ])('is narrowed by %s', async (_, filter, expected) => {
      await expect(page(filter)).resolves.toHaveLength(expected);
    });

    it('answers any filter with a page or INVALID_INPUT', async () => {
      const filters = fc.record(
        {
          cursor: fc.oneof(
            fc.string({ maxLength: 100 }),
            fc
              .tuple(fc.date({ noInvalidDate: true }), fc.uuid())
              .map((place) => Buffer.from(JSON.stringify(place)).toString('base64url')),
          ),
          search: fc.string({ unit: 'binary', maxLength: 50 }),
          model: fc.string({ unit: 'binary', maxLength: 50 }),
          principal: fc.string({ unit: 'binary', maxLength: 50 }),
        },
        { requiredKeys: [] },
      );
      await fc.assert(
        fc.asyncProperty(filters, async (filter) => {
          const answer = await client
            .call(audit.listLlmCalls, filter, { organizationId })
            .catch((error: { code?: string }) => error.code);
          if (typeof answer === 'string' || answer === undefined) expect(answer).toBe('INVALID_INPUT');
        }),
        { numRuns: 100 },
      );
    }, 60_000);
  });
});
