import { randomUUID } from 'node:crypto';
import type { CallOutcome, ToolCallRecord, ToolCallSummary, WireError } from '@archestra/contracts';
import { ago } from './base.ts';
import { admin, member } from './people.ts';
import { profiles, servers, toolsOf } from './sample.ts';

interface Kind {
  outcome: CallOutcome;
  weight: number;
  error?: WireError;
  deny?: boolean;
  isError?: boolean;
}

const kinds: Kind[] = [
  { outcome: 'answered', weight: 14 },
  { outcome: 'answered', weight: 1, isError: true },
  {
    outcome: 'denied',
    weight: 3,
    deny: true,
    error: {
      code: 'CALL_DENIED',
      fault: 'policy',
      message:
        'The session has read an issue that strangers can write; add_comment sends data out. Ask for approval, or start a new session.',
    },
  },
  {
    outcome: 'failed',
    weight: 1,
    error: {
      code: 'SERVER_CRASHED',
      fault: 'server',
      message: 'The server ended with exit code 137 while it worked on this call.',
    },
  },
  {
    outcome: 'failed',
    weight: 1,
    error: { code: 'SERVER_TIMEOUT', fault: 'server', message: 'The server did not answer within 30 s.' },
  },
  {
    outcome: 'refused',
    weight: 1,
    error: { code: 'UNAUTHENTICATED', fault: 'client', message: 'The token is unknown or revoked.' },
  },
];
const wheel = kinds.flatMap((kind) => Array.from({ length: kind.weight }, () => kind));
const pick = <T>(items: readonly T[], number: number): T => {
  const item = items[number % items.length];
  if (item === undefined) throw new Error('Nothing to pick from.');
  return item;
};

const path: NonNullable<ToolCallRecord['call']>['decision']['path'] = [
  {
    kind: 'source',
    text: 'read_issue returned an issue that strangers can write (untrusted)',
    callId: '019b0000-0000-7000-8000-0000000000aa',
  },
  { kind: 'session', text: 'From then on the session counts as untrusted' },
  { kind: 'rule', text: 'A tool that sends data out needs a trusted session' },
  { kind: 'effect', text: 'add_comment would have sent its arguments out of the organization' },
];

const recorded = (value: unknown) => {
  const text = JSON.stringify(value);
  return { text, bytes: text.length, truncated: false };
};

const timingOf = (kind: Kind, number: number) => {
  const steps = { authenticateUs: 38 + (number % 9), resolveUs: 12 + (number % 4), decideUs: 410 + (number % 90) };
  if (kind.deny) return { ...steps, totalUs: 520 + (number % 90) };
  const executeUs = kind.error?.code === 'SERVER_TIMEOUT' ? 30_000_000 : 1_900 + ((number * 7_919) % 64_000);
  const inspectUs = 330 + (number % 70);
  return { ...steps, executeUs, inspectUs, totalUs: executeUs + inspectUs + 520 };
};

const refusal = (kind: Kind, at: string): ToolCallRecord => ({
  id: randomUUID(),
  at,
  outcome: kind.outcome,
  method: 'tools/call',
  name: null,
  serverName: null,
  profileId: null,
  profileName: null,
  userName: null,
  clientName: null,
  error: kind.error ?? null,
  decision: 'none',
  isError: false,
  durationUs: 61,
  repeated: 41,
  recordedAt: at,
  timing: null,
  arguments: null,
  result: null,
  call: null,
});

const resultOf = (kind: Kind, number: number): ToolCallRecord['result'] => {
  if (kind.error) return null;
  const result = recorded({
    content: [{ type: 'text', text: '# Atlas\n\nMaps for everybody. Start with `make dev`.' }],
    isError: kind.isError ?? false,
  });
  return number % 3 === 0 ? { ...result, bytes: 2_311_004, truncated: true } : result;
};

const target = (kind: Kind, number: number) => {
  const ready = servers.filter(({ toolCount }) => toolCount > 0);
  const server = kind.deny ? pick(ready, 3) : pick(ready, number);
  const tool = kind.deny ? 'add_comment' : pick(toolsOf.get(server.id) ?? [], number * 3).name;
  return { server, tool, profile: pick(profiles, number % 2), person: number % 4 === 3 ? member : admin };
};

const callOf = (kind: Kind, number: number, at: string): NonNullable<ToolCallRecord['call']> => {
  const { server, tool, profile, person } = target(kind, number);
  const decision = kind.deny
    ? ({ outcome: 'deny', reason: 'untrusted-context', path } as const)
    : ({ outcome: 'allow', reason: null, path: [] } as const);
  return {
    callId: randomUUID(),
    sessionId: '0c9f2c1e-session',
    profile: { id: profile.id, name: profile.name },
    principal: { kind: 'user', id: person.id, name: person.name, tokenName: 'Claude Code on ada-laptop' },
    client: { name: 'claude-code', version: '2.4.1', protocolVersion: '2025-11-25' },
    method: 'tools/call',
    server: { id: server.id, name: server.name },
    name: `${server.name}__${tool}`,
    upstreamName: tool,
    arguments: recorded({ path: '/srv/projects/atlas/README.md', limit: 20, recursive: true, note: null }),
    result: resultOf(kind, number),
    isError: kind.isError ?? false,
    outcome: kind.outcome,
    error: kind.error ?? null,
    decision: { ...decision, path: [...decision.path] },
    label: kind.error
      ? null
      : { integrity: number % 2 ? 'trusted' : 'untrusted', audience: number % 2 ? 'public' : [] },
    startedAt: at,
    timing: timingOf(kind, number),
  };
};

/** The whole record of a made-up call; the same number gives the same kind of call. */
const recordOf = (number: number, at: string): ToolCallRecord => {
  const kind = pick(wheel, number * 5);
  if (kind.outcome === 'refused') return refusal(kind, at);
  const call = callOf(kind, number, at);
  return {
    id: call.callId,
    at,
    outcome: call.outcome,
    method: call.method,
    name: call.name,
    serverName: call.server?.name ?? null,
    profileId: call.profile.id,
    profileName: call.profile.name,
    userName: call.principal.name,
    clientName: call.client.name,
    error: call.error,
    decision: call.decision.outcome,
    isError: call.isError,
    durationUs: call.timing.totalUs,
    repeated: 1,
    recordedAt: at,
    timing: call.timing,
    arguments: call.arguments,
    result: call.result,
    call,
  };
};

/** The record, newest first; live calls are put in front. */
export const calls: ToolCallRecord[] = Array.from({ length: 130 }, (_, index) =>
  recordOf(index, ago(index * index * 0.05 + 0.4)),
);

let next = calls.length;
/** A call that happens now. */
export const nextCall = (): ToolCallRecord => {
  next += 1;
  const record = recordOf(next, new Date().toISOString());
  calls.unshift(record);
  return record;
};

/** What the list shows of a record. */
export const summaryOf = ({
  call: _call,
  recordedAt: _at,
  timing: _timing,
  arguments: _arguments,
  result: _result,
  ...summary
}: ToolCallRecord): ToolCallSummary => summary;
