import { randomUUID } from 'node:crypto';
import {
  llmCallSummary,
  type LedgerEntry,
  type LlmCallCompleted,
  type LlmCallRecord,
  type ModelReference,
} from '@archestra/contracts';
import { ago, id } from './base.ts';
import { admin, member } from './people.ts';
import { profiles } from './sample.ts';

/** Dollars for a million tokens, in millionths: sent and came back. */
const costs: Record<string, [input: number, output: number]> = {
  'gpt-5': [1_250_000, 10_000_000],
  'gpt-5-mini': [250_000, 2_000_000],
  'claude-sonnet-4-5': [3_000_000, 15_000_000],
  'llama3.3:70b': [0, 0],
};
const costOf = (model: string, input: number, output: number): number => {
  const [sent, back] = costs[model] ?? [0, 0];
  return Math.round((sent * input + back * output) / 1_000_000);
};

const gpt: ModelReference = { provider: 'openai', model: 'gpt-5' };
const mini: ModelReference = { provider: 'openai', model: 'gpt-5-mini' };
const claude: ModelReference = { provider: 'anthropic', model: 'claude-sonnet-4-5' };
const llama: ModelReference = { provider: 'local', model: 'llama3.3:70b' };

const recorded = (value: unknown) => {
  const text = JSON.stringify(value);
  return { text, bytes: text.length, truncated: false };
};

const request = recorded({
  model: 'gpt-5',
  stream: true,
  messages: [
    { role: 'system', content: 'You help the support team.' },
    { role: 'user', content: 'Summarize what customers said about the last release.' },
  ],
  tools: [{ type: 'function', function: { name: 'support__search_tickets', parameters: { type: 'object' } } }],
});

const denied: LlmCallCompleted['toolCalls'][number] = {
  toolCallId: 'call_2',
  name: 'support__send_mail',
  arguments: recorded({ to: 'press@elsewhere.example', subject: 'Summary', body: 'Customers like the new map.' }),
  outcome: 'deny',
  reason: 'untrusted-context',
  path: [
    { kind: 'source', text: 'read_ticket returned a ticket that strangers can write (untrusted)' },
    { kind: 'session', text: 'From then on the session counts as untrusted' },
    { kind: 'effect', text: 'send_mail would have sent its arguments out of the organization' },
  ],
  approvalId: null,
};
const allowed: LlmCallCompleted['toolCalls'][number] = {
  ...{
    toolCallId: 'call_1',
    name: 'support__search_tickets',
    outcome: 'allow',
    reason: null,
    path: [],
    approvalId: null,
  },
  arguments: recorded({ query: 'release', limit: 20 }),
};

const kinds: Partial<LlmCallCompleted>[] = [
  {},
  { used: llama, ruleId: id(23, 1), requestedModel: 'openai:gpt-5' },
  { toolCalls: [allowed, denied], withheldResults: 1 },
  { source: 'chat', requested: mini, used: mini, requestedModel: 'openai:gpt-5-mini', clientName: 'console' },
  {
    used: claude,
    attempts: [
      { target: gpt, status: 429, error: 'PROVIDER_RATE_LIMITED', durationUs: 212_000 },
      { target: gpt, status: 503, error: 'PROVIDER_UNAVAILABLE', durationUs: 901_000 },
      { target: claude, status: 200, error: null, durationUs: 3_840_000 },
    ],
  },
  {
    ...{ outcome: 'denied', used: null, usage: null, response: null, attempts: [] },
    error: {
      code: 'BUDGET_EXCEEDED',
      fault: 'policy',
      message: 'The budget “Support team, monthly” is used up: $150.00 of $150.00. It starts anew on 1 December.',
    },
    timing: { authenticateUs: 41, planUs: 310, totalUs: 420 },
  },
  {
    source: 'dual_llm',
    requested: llama,
    used: llama,
    requestedModel: 'local:llama3.3:70b',
    profile: null,
    clientName: 'sanitizer',
  },
  {
    ...{ outcome: 'failed', used: gpt, usage: null, response: null, isStreamed: false },
    attempts: [{ target: gpt, status: null, error: 'PROVIDER_TIMEOUT', durationUs: 30_000_000 }],
    error: { code: 'PROVIDER_TIMEOUT', fault: 'provider', message: 'The provider did not answer within 30 s.' },
    timing: { authenticateUs: 40, planUs: 290, totalUs: 30_000_900 },
  },
];

const callOf = (number: number, at: string): LlmCallCompleted => {
  const inputTokens = 900 + ((number * 7_919) % 12_000);
  const person = number % 3 === 1 ? member : admin;
  const profile = profiles[number % 2];
  const totalUs = 900_000 + ((number * 104_729) % 4_000_000);
  return {
    ...{ callId: randomUUID(), sessionId: 'conversation:4f1c', source: 'client', teamIds: [id(9, 2)] },
    profile: profile ? { id: profile.id, name: profile.name } : null,
    principal: { kind: 'user', id: person.id, name: person.name, tokenName: 'Claude Code on ada-laptop' },
    ...{ clientName: 'openai-node', operation: 'chat-completions', isStreamed: true, requestedModel: 'gpt-5' },
    ...{
      requested: gpt,
      used: gpt,
      ruleId: null,
      isUsageEstimated: number % 9 === 0,
      toolCalls: [],
      withheldResults: 0,
    },
    attempts: [{ target: gpt, status: 200, error: null, durationUs: totalUs - 2_000 }],
    usage: {
      ...{ inputTokens, outputTokens: 120 + ((number * 613) % 900), cacheWriteTokens: 0 },
      ...{ cachedInputTokens: Math.floor(inputTokens / 2), reasoningTokens: 64 },
    },
    request,
    response: recorded({
      choices: [{ message: { role: 'assistant', content: 'Most like the new map; three miss the old search.' } }],
    }),
    ...{ outcome: 'answered', error: null, label: { integrity: 'trusted', audience: 'public' }, startedAt: at },
    timing: { authenticateUs: 41, planUs: 390, inspectUs: 620, firstByteUs: 410_000, decideUs: 480, totalUs },
    ...kinds[number % kinds.length],
  };
};

const recordOf = (number: number, at: string): LlmCallRecord => {
  const call = callOf(number, at);
  return { ...llmCallSummary(call), call, recordedAt: at };
};

/** The record, newest first. */
export const llmCalls: LlmCallRecord[] = Array.from({ length: 90 }, (_, index) =>
  recordOf(index, ago(index * index * 0.09 + 0.3)),
);

/** What the ledger says of a call; nothing of one that never reached a provider. */
export const ledgerOf = ({ call }: LlmCallRecord): LedgerEntry | null => {
  if (!call?.used || !call.usage) return null;
  const { requested, used, usage, ruleId, source, callId, startedAt: at } = call;
  const costMicroUsd = costOf(used.model, usage.inputTokens, usage.outputTokens);
  const baselineMicroUsd = costOf(requested?.model ?? used.model, usage.inputTokens, usage.outputTokens);
  const savedMicroUsd = baselineMicroUsd - costMicroUsd;
  return { callId, at, source, requested, used, ruleId, usage, costMicroUsd, baselineMicroUsd, savedMicroUsd };
};

let next = llmCalls.length;
/** A call that happens now. */
export const nextLlmCall = (): LlmCallRecord => {
  next += 1;
  const record = recordOf(next, new Date().toISOString());
  llmCalls.unshift(record);
  return record;
};
