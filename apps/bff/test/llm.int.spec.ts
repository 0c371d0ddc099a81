import {
  audit,
  cost,
  costEvents,
  llmEvents,
  provider,
  providerEvents,
  type EventContract,
  type EventData,
  type LedgerEntry,
  type LlmCallSummary,
  type Provider,
  type Rpc,
  type ServiceName,
  type User,
} from '@archestra/contracts';
import { toEnvelope } from '@archestra/messaging';
import { fakePeer } from '@archestra/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { useConsole } from './harness/console.ts';
import { SseReader } from './harness/sse.ts';
import { admin, at, callId, member, organizationId, profileId, serverId } from './harness/world.ts';

const model = { provider: 'local', model: 'small' };
const summary: LlmCallSummary = {
  id: callId,
  at,
  outcome: 'answered',
  source: 'chat',
  operation: 'messages',
  isStreamed: true,
  requestedModel: 'claude',
  usedModel: 'local:small',
  ruleId: null,
  profileId,
  profileName: 'Default',
  userName: 'admin',
  clientName: 'test',
  inputTokens: 10,
  outputTokens: 5,
  toolCalls: 0,
  heldToolCalls: 0,
  attempts: 1,
  error: null,
  durationUs: 1_200,
};
const entry: LedgerEntry = {
  ...{ callId, at, source: 'chat', requested: model, used: model, ruleId: null, usage: null },
  ...{ costMicroUsd: 70, baselineMicroUsd: 100, savedMicroUsd: 30 },
};
const stored: Provider = {
  ...{ id: serverId, organizationId, name: 'local', preset: 'ollama', dialect: 'openai', keyHint: '…cret' },
  ...{ baseUrl: 'http://127.0.0.1:11434/v1', priceSource: null, models: [], allowsUnlisted: true, fallbacks: [] },
  ...{ isEnabled: true, checkedAt: at, checkError: null, createdAt: at, updatedAt: at },
};
const completed: EventData<typeof llmEvents.llmCallCompleted> = {
  ...{ callId, sessionId: 's', source: 'chat', profile: null, teamIds: [], clientName: 'test' },
  principal: { kind: 'user', id: admin.id, name: 'admin' },
  ...{ operation: 'messages', isStreamed: true, requestedModel: 'claude', requested: model, used: model, ruleId: null },
  ...{ attempts: [], usage: null, isUsageEstimated: false, toolCalls: [], withheldResults: 0 },
  request: { text: 'what was asked', bytes: 14, truncated: false },
  ...{ response: null, outcome: 'answered', error: null, label: null, startedAt: at, timing: { totalUs: 1_200 } },
};
const alert: EventData<typeof costEvents.budgetAlerted> = {
  ...{ id: serverId, name: 'Each person', scope: 'user', unit: 'micro-usd', limit: 1_000_000, window: 'day' },
  ...{ spent: 800_000, reserved: 0, resetsAt: at, percent: 80, subject: member.id },
};

describe('models and money in the console', () => {
  const console = useConsole();
  const connections = new Map<ServiceName, NatsConnection>();
  const asked: [subject: string, input: Record<string, unknown>][] = [];
  let isCostAway = false;
  const serve = (owner: ServiceName, contract: Rpc, answer: (input: never) => unknown): void => {
    const connection = connections.get(owner);
    if (!connection) throw new Error(owner);
    fakePeer(connection, contract, (input) => {
      asked.push([contract.subject, input as Record<string, unknown>]);
      return answer(input as never) as never;
    });
  };
  beforeAll(async () => {
    for (const name of ['audit', 'cost', 'registry', 'gateway'] as const)
      connections.set(name, await console.connect(name));
    serve('audit', audit.listLlmCalls, () => ({ items: [summary, { ...summary, id: serverId }], nextCursor: null }));
    serve('audit', audit.getLlmCall, () => ({ ...summary, call: null, recordedAt: at }));
    serve('cost', cost.getLedger, () => {
      if (isCostAway) throw new Error('relation "ledger" is secret');
      return { items: [entry] };
    });
    serve('cost', cost.importPrices, ({ entries }: { entries: object }) => {
      return { added: Object.keys(entries).length, changed: 1, unchanged: 0, skipped: 0 };
    });
    serve('registry', provider.listProviders, () => ({
      items: [{ ...stored, key: 'sk-secret', sealedKey: 'sealed' }],
    }));
    serve('registry', provider.updateProvider, () => stored);
    await Promise.all([...connections.values()].map((connection) => connection.flush()));
  });
  afterAll(async () => {
    for (const connection of connections.values()) await connection.close();
  });
  const get = async (path: string, as: User): Promise<unknown> => (await console.ask(path, { as })).json();

  it('shows calls with what the ledger says of them', async () => {
    await expect(get('/api/llm-calls?limit=2', admin)).resolves.toEqual({
      items: [
        { ...summary, ledger: entry },
        { ...summary, id: serverId, ledger: null },
      ],
      nextCursor: null,
      unavailable: [],
    });
    expect(asked).toContainEqual([audit.listLlmCalls.subject, { limit: 2 }]);
    expect(asked).toContainEqual([cost.getLedger.subject, { callIds: [callId, serverId] }]);
  });

  it('shows members their own calls only, whatever they ask for', async () => {
    asked.length = 0;
    await get(`/api/llm-calls?principal=user:${admin.id}`, member);
    await get(`/api/llm-calls/${callId}?principal=user:${admin.id}`, member);
    const principal = `user:${member.id}`;
    expect(asked).toContainEqual([audit.listLlmCalls.subject, { limit: 50, principal }]);
    expect(asked).toContainEqual([audit.getLlmCall.subject, { id: callId, principal }]);
  });

  it('shows calls without amounts while cost is away, and says so', async () => {
    isCostAway = true;
    const list = await get('/api/llm-calls', admin);
    expect(list).toMatchObject({ items: [{ id: callId, ledger: null }, {}], unavailable: ['cost'] });
    await expect(get(`/api/llm-calls/${callId}`, admin)).resolves.toEqual({
      ...summary,
      ...{ call: null, recordedAt: at, ledger: null, unavailable: ['cost'] },
    });
    expect(JSON.stringify(list)).not.toContain('secret');
    isCostAway = false;
  });

  it('never shows a key, even if one were told', async () => {
    await expect(get('/api/providers', admin)).resolves.toEqual({ items: [stored] });
  });

  it('changes a provider without touching its key unless one is given', async () => {
    asked.length = 0;
    const { dialect: _d, preset: _p, name: _n, ...rest } = stored;
    const change = { ...rest, key: undefined };
    const answer = await console.ask(`/api/providers/${serverId}`, { method: 'PUT', as: admin, body: change });
    expect(answer.status).toBe(200);
    expect(asked).toEqual([
      [provider.updateProvider.subject, expect.objectContaining({ id: serverId, key: null, isEnabled: true })],
    ]);
    expect(asked[0]?.[1]).not.toHaveProperty('name');
  });

  it('imports a price table larger than a message, in portions of one moment', async () => {
    asked.length = 0;
    const entries = Object.fromEntries(
      Array.from({ length: 3_000 }, (_, i) => [`model-${i}`, { note: 'x'.repeat(800), input_cost_per_token: 1e-6 }]),
    );
    const answer = await console.ask('/api/price-imports', { method: 'POST', as: admin, body: { entries } });
    const parts = asked.filter(([subject]) => subject === cost.importPrices.subject).map(([, input]) => input);
    expect(parts.length).toBeGreaterThan(2);
    expect(await answer.json()).toEqual({ added: 3_000, changed: parts.length, unchanged: 0, skipped: 0 });
    expect(new Set(parts.map(({ validFrom }) => validFrom)).size).toBe(1);
  });

  it('takes large bodies there and nowhere else', async () => {
    const post = async (path: string, bytes: number) =>
      (await console.ask(path, { method: 'POST', as: admin, body: { entries: { big: 'x'.repeat(bytes) } } })).status;
    // Too large for a price, and not for the door.
    await expect(post('/api/price-imports', 2_000_000)).resolves.toBe(400);
    await expect(post('/api/price-imports', 4_300_000)).resolves.toBe(413);
    await expect(post('/api/prices', 1_100_000)).resolves.toBe(413);
  });

  describe('live', () => {
    const publish = async <E extends EventContract>(source: ServiceName, contract: E, data: EventData<E>) => {
      const { id, subject, payload } = toEnvelope(contract, source, { organizationId, data });
      const connection = connections.get(source);
      if (!connection) throw new Error(source);
      await jetstream(connection).publish(subject, payload, { msgID: id });
    };
    const watch = async (user: User): Promise<SseReader> => {
      const abort = new AbortController();
      const answer = await console.ask('/api/events', { as: user, signal: abort.signal });
      return new SseReader(answer, abort);
    };

    it('tells of calls, alerts and changes those whom they concern', async () => {
      const [all, own] = [await watch(admin), await watch(member)];
      // Whoever opened the first stream hears of a gap as soon as nothing is missed any more.
      await all.until(() => all.messages.length > 0);
      await publish('gateway', llmEvents.llmCallCompleted, completed);
      await publish('cost', costEvents.budgetAlerted, alert);
      await publish('cost', costEvents.ruleChanged, {
        before: null,
        after: {
          ...{ id: serverId, name: 'x', priority: 1, target: model, isEnabled: true, createdAt: at },
          condition: { models: [], profileIds: [], teamIds: [], contentClasses: [] },
        },
      });
      await publish('registry', providerEvents.providerChanged, {
        providerId: serverId,
        name: 'local',
        keyChanged: true,
      });
      const last = (reader: SseReader) => reader.until(() => JSON.stringify(reader.messages).includes('"provider"'));
      await Promise.all([last(all), last(own)]);
      const { subject: _, percent: __, ...budget } = alert;
      const told = (reader: SseReader) =>
        reader.messages.map(({ data }) => data as { kind: string }).filter(({ kind }) => kind !== 'gap');
      const changed = { kind: 'change', noun: 'provider', id: serverId };
      expect(told(all)).toEqual([
        { kind: 'llm-call', call: expect.objectContaining({ id: callId, usedModel: 'local:small' }) },
        { kind: 'budget-alert', budget, percent: 80, isOwn: false },
        { kind: 'change', noun: 'optimization-rule', id: serverId },
        changed,
      ]);
      expect(told(own)).toEqual([{ kind: 'budget-alert', budget, percent: 80, isOwn: true }, changed]);
      expect(JSON.stringify(all.messages)).not.toContain('what was asked');
      await Promise.all([all.leave(), own.leave()]);
    });
  });
});
