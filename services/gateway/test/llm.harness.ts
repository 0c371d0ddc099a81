import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import Anthropic from '@anthropic-ai/sdk';
import {
  AppError,
  cost,
  EVENT_STREAM,
  guard,
  identity,
  llmEvents,
  principals,
  profiles,
  providerKeyOwner,
  providers,
  PROVIDER_KEY_PURPOSE,
  type Decision,
  type LlmCallCompleted,
  type Parsed,
  type Permission,
  type Principal,
  type ProfileSnapshot,
  type ProviderSnapshot,
  type Reply,
} from '@archestra/contracts';
import { Snapshots } from '@archestra/messaging';
import { TextSeal } from '@archestra/service';
import { connectAs, eventually, fakePeer, ScriptedProvider, useNats, useService } from '@archestra/testing';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import OpenAI from 'openai';
import { v7 as uuid } from 'uuid';
import { GatewayEnv } from '../src/gateway.config.ts';
import { prepareHttp } from '../src/gateway.http.ts';
import { GatewayModule } from '../src/gateway.module.ts';

const PROVIDER_KEY = randomBytes(32).toString('base64');
/** What providers want to be shown, and what nobody else may see. */
export const UPSTREAM_KEY = 'sk-upstream-secret-key';
export const TOKEN = 'arch_test-token';
export const organizationId = uuid();
const seal = new TextSeal([PROVIDER_KEY], PROVIDER_KEY_PURPOSE);
const serverId = uuid();
const pin = 'a'.repeat(64);

const permissions: Permission[] = ['profile:use', 'model:use'];
export const ada: Principal = {
  kind: 'user',
  id: uuid(),
  organizationId,
  name: 'Ada',
  email: 'ada@example.org',
  permissions,
  teamIds: [uuid()],
  tokenId: uuid(),
  tokenName: 'key',
  scopes: null,
  profileIds: null,
  expiresAt: null,
};

const withHash = (token: string, more: Partial<Principal> = {}): [string, Principal] => [
  createHash('sha256').update(token).digest('hex'),
  { ...ada, ...more },
];

export const profile: ProfileSnapshot = {
  id: uuid(),
  organizationId,
  name: 'Test',
  description: '',
  access: { everyone: true, teamIds: [], userIds: [] },
  servers: [
    {
      serverId,
      name: 'files',
      source: 'npm:files',
      facts: { protocolVersion: '2025-11-25', capabilities: { tools: {} } },
      tools: ['echo', 'send'].map((name) => ({
        exposedName: name,
        tool: { name, description: name, inputSchema: { type: 'object' }, pin },
      })),
    },
  ],
};

/** Tokens of Ada: one for everything, one that may not use models, and two that are narrowed to profiles. */
const tokens = new Map([
  withHash(TOKEN),
  withHash('arch_no-models', { scopes: ['profile:use'] }),
  withHash('arch_one-profile', { profileIds: [profile.id] }),
  withHash('arch_two-profiles', { profileIds: [profile.id, uuid()] }),
  withHash('arch_chat', { issuedFor: 'chat', profileIds: [profile.id] }),
  withHash('arch_chat-alone', { issuedFor: 'chat', profileIds: [] }),
]);

/** Another token of Ada. */
export const issue = (token: string, more: Partial<Principal>): string => {
  tokens.set(...withHash(token, more));
  return createHash('sha256').update(token).digest('hex');
};

type Plan = Parsed<typeof cost.planCall>;
type Inspected = Parsed<typeof guard.inspectConversation>;
type Wanted = Parsed<typeof guard.decideAnswer>;
type ProviderEntry = ProviderSnapshot['providers'][number];

/** A provider as the registry tells the gateways of it. */
export const entry = (name: string, baseUrl: string, more: Partial<ProviderEntry> = {}): ProviderEntry => {
  const id = uuid();
  return {
    id,
    name,
    preset: 'compatible',
    dialect: 'openai',
    baseUrl,
    priceSource: null,
    models: [],
    allowsUnlisted: true,
    fallbacks: [],
    isEnabled: true,
    sealedKey: seal.seal(UPSTREAM_KEY, providerKeyOwner({ organizationId, id })),
    ...more,
  };
};

const trusted = { integrity: 'trusted' as const, audience: 'public' as const };
const allowsAll = (): Decision => ({ outcome: 'allow' });

/** A gateway on a real NATS with a scripted provider behind it, and the peers of this file: identity, cost and sanitizer. */
export const useLlmGateway = (environment: Record<string, string> = {}) => {
  const nats = useNats();
  const provider = new ScriptedProvider({ key: UPSTREAM_KEY, keepsRequests: true });
  const connections: NatsConnection[] = [];
  const settings = {
    PUBLIC_URL: 'http://127.0.0.1:1',
    PROVIDER_KEY,
    PROVIDER_PRIVATE_HOSTS: '127.0.0.1',
    GATEWAY_LLM_HEADERS_TIMEOUT_MS: '3000',
    GATEWAY_LLM_IDLE_TIMEOUT_MS: '1500',
    ...environment,
  };
  const service = useService(
    { name: 'gateway', module: GatewayModule, env: GatewayEnv, prepare: prepareHttp },
    nats,
    () => settings,
  );
  const go = (plan: Plan): Reply<typeof cost.planCall> => ({
    outcome: 'go',
    target: plan.requested,
    fallbacks: [],
    ruleId: null,
    reservedMicroUsd: 0,
    limitsOutput: false,
  });
  const state = {
    plan: go as (plan: Plan) => Reply<typeof cost.planCall> | Promise<Reply<typeof cost.planCall>>,
    plans: [] as Plan[],
    inspect: (_asked: Inspected): Reply<typeof guard.inspectConversation>['replacements'] => [],
    inspected: [] as Inspected[],
    decide: allowsAll as (call: Wanted['calls'][number]) => Decision,
    decided: [] as Wanted[],
    records: [] as LlmCallCompleted[],
    /** When this test began: records of the one before may still come. */
    since: 0,
  };
  const connect = async (login: Parameters<typeof connectAs>[1]): Promise<NatsConnection> => {
    const connection = await connectAs(nats(), login);
    connections.push(connection);
    return connection;
  };
  const tell = async (entries: readonly ProviderEntry[]): Promise<void> => {
    const registry = new Snapshots(await connect('registry'), () => undefined);
    const defaults = { chat: null, quarantine: null };
    await registry.writer(providers).put(organizationId, { organizationId, providers: [...entries], defaults });
    // The watch is quick, but nothing says when it is done.
    await pause(200);
  };
  const reset = (): void => {
    Object.assign(state, { plan: go, inspect: () => [], decide: allowsAll, since: Date.now() });
    for (const list of [state.plans, state.inspected, state.decided, state.records]) list.length = 0;
  };

  beforeAll(async () => {
    await provider.listen();
    const people = await connect('identity');
    fakePeer(people, identity.verifyToken, (input) => {
      const known = tokens.get(input.hash);
      if (!known) throw new AppError('UNAUTHENTICATED', 'Unknown token.');
      return known;
    });
    const rights = { organizationId, isActive: true, permissions, teamIds: ada.teamIds };
    await new Snapshots(people, () => undefined).writer(principals).put(ada.id, rights);
    const till = await connect('cost');
    fakePeer(till, cost.planCall, (plan) => {
      state.plans.push(plan);
      return state.plan(plan);
    });
    const judge = await connect('sanitizer');
    fakePeer(judge, guard.inspectConversation, (asked) => {
      state.inspected.push(asked);
      return { label: trusted, replacements: state.inspect(asked) };
    });
    fakePeer(judge, guard.decideAnswer, (wanted) => {
      state.decided.push(wanted);
      return { decisions: wanted.calls.map((call) => state.decide(call)) };
    });
    await new Snapshots(await connect('registry'), () => undefined).writer(profiles).put(profile.id, profile);
    await tell(standard(provider));
    await collect(await connect('admin'), state.records);
    await eventually(async () => {
      const answer = await fetch(`${service().url}/v1/openai/models`, {
        headers: { authorization: `Bearer ${TOKEN}` },
      });
      if (answer.status !== 200) throw new Error(String(answer.status));
    });
  }, 30_000);
  beforeEach(reset);
  afterAll(async () => {
    await provider.close();
    await Promise.all(connections.map((connection) => connection.close()));
  });

  return {
    service,
    provider,
    state,
    tell,
    connect,
    /** What a gateway in a process of its own needs beside a port and a folder. */
    environment: (): Record<string, string> => {
      const { url, user, password } = nats().login('gateway');
      return { ...settings, NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password, LOG_LEVEL: 'fatal' };
    },
    /** The record of the last call; waits for it. */
    recorded: () =>
      eventually(() => {
        const last = state.records.findLast(({ startedAt }) => Date.parse(startedAt) >= state.since);
        if (!last) throw new Error('nothing is on record');
        return last;
      }),
    openai: (more: ConstructorParameters<typeof OpenAI>[0] = {}, door = 'openai') =>
      new OpenAI({ apiKey: TOKEN, baseURL: `${service().url}/v1/${door}`, maxRetries: 0, ...more }),
    anthropic: (more: ConstructorParameters<typeof Anthropic>[0] = {}, door = 'anthropic') =>
      new Anthropic({ apiKey: TOKEN, baseURL: `${service().url}/v1/${door}`, maxRetries: 0, ...more }),
  };
};

/** One provider of each dialect, both the same scripted one. */
export const standard = (provider: ScriptedProvider): ProviderEntry[] => [
  entry('acme', provider.baseUrl, { models: [{ id: 'echo', contextTokens: null, maxOutputTokens: 100 }] }),
  entry('claude', provider.baseUrl, {
    dialect: 'anthropic',
    models: [{ id: 'reasoning', contextTokens: null, maxOutputTokens: null }],
  }),
];

const collect = async (connection: NatsConnection, into: LlmCallCompleted[]): Promise<void> => {
  const filter_subjects = `events.*.${llmEvents.llmCallCompleted.type}`;
  const consumer = await jetstream(connection).consumers.get(EVENT_STREAM, { filter_subjects });
  await consumer.consume({
    callback: (message) => {
      into.push(llmEvents.llmCallCompleted.data.parse(message.json<{ data: unknown }>().data));
    },
  });
};
