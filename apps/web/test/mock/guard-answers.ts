import { randomUUID } from 'node:crypto';
import { AppError, type ToolFilter, type ToolRow } from '@archestra/contracts';
import type { Answers } from './answer.ts';
import { calls } from './calls.ts';
import { decideApproval } from './chat-run.ts';
import { approvals, content, dualLlm, invocationPolicies, quarantined, resultPolicies } from './guard.ts';
import { tell } from './live.ts';
import { sessionNow } from './session-answers.ts';
import { profiles, servers, toolsOf } from './sample.ts';
import { contracts } from './state.ts';
import { found, now, page, remove } from './store.ts';

const visible = () => {
  const { user, permissions } = sessionNow();
  return permissions.includes('approval:manage')
    ? approvals
    : approvals.filter(({ principal }) => principal === `user:${user.id}`);
};

const approvalAnswers: Answers = {
  listApprovals: ({ query: { status, ...paging } }) =>
    page(
      visible().filter((approval) => !status || approval.status === status),
      paging,
    ),
  getApproval: ({ params }) => found(visible().find(({ id }) => id === params.id)),
  decideApproval: ({ params, body: { outcome, note } }) => {
    const approval = visible().find(({ id }) => id === params.id);
    // It is one that a chat waits for.
    if (!approval) return decideApproval(params.id, outcome);
    if (approval.status !== 'pending') throw new AppError('CONFLICT', 'This question was answered before.');
    const decided = { status: outcome, note, decidedBy: sessionNow().user.id, decidedAt: now() };
    tell({ kind: 'approval', approvalId: approval.id, tool: approval.tool, status: outcome });
    return Object.assign(approval, decided);
  },
};

const quarantineAnswers: Answers = {
  getDualLlm: () => dualLlm,
  setDualLlm: ({ body }) => Object.assign(dualLlm, body),
  listQuarantine: ({ query: { status, ...paging } }) =>
    page(
      quarantined.filter((result) => !status || result.status === status),
      paging,
    ),
  readQuarantined: ({ params }) => {
    const result = found(quarantined.find(({ id }) => id === params.id));
    return { ...result, content: result.status === 'deleted' ? null : content };
  },
  decideQuarantined: ({ params, body: { outcome } }) => {
    const result = found(quarantined.find(({ id }) => id === params.id));
    Object.assign(result, { status: outcome, decidedBy: sessionNow().user.id, decidedAt: now() });
    tell({ kind: 'quarantine', quarantineId: result.id, tool: result.tool, status: outcome });
    return result;
  },
};

const sessionOf: NonNullable<Answers['getCallSession']> = ({ params }) => {
  const asked = found(calls.find(({ id, call }) => id === params.id && call));
  const around = calls.filter(({ id }) => id !== asked.id).slice(0, 6);
  const steps = [asked, ...around].flatMap(({ call }) => (call ? [call] : [])).toReversed();
  return {
    sessionId: 'named:-:user:x:chat',
    label: { integrity: 'untrusted', audience: 'public' },
    steps: steps.map(({ callId, name, startedAt, server, decision: { outcome, reason }, label }) => ({
      ...{ callId, kind: 'tool', serverId: server?.id ?? null, name, at: startedAt },
      ...{ outcome, reason, label },
    })),
  };
};

const rowsOf = ({ id, name, title, status }: ToolRow['server']): ToolRow[] =>
  (toolsOf.get(id) ?? []).map((tool) => ({
    server: { id, name, title, status },
    tool,
    contract: contracts.get(id)?.find((contract) => contract.tool === tool.name) ?? null,
    policies: [...invocationPolicies, ...resultPolicies].filter(concerns(id, tool.name)).length,
    profiles: profiles.filter(({ assignments }) =>
      assignments.some(({ installationId, tools }) => installationId === id && tools.includes(tool.name)),
    ),
  }));

const equals = (wanted: string | undefined, value: string | undefined): boolean => !wanted || wanted === value;
const fits = ({ server, tool, contract, policies }: ToolRow, filter: ToolFilter): boolean =>
  equals(filter.serverId, server.id) &&
  equals(filter.effect, contract?.contract.effect) &&
  equals(filter.origin, contract?.origin) &&
  equals(filter.hasPolicy, String((policies ?? 0) > 0)) &&
  `${tool.name} ${tool.description} ${server.name}`.toLowerCase().includes((filter.search ?? '').toLowerCase());

const concerns =
  (serverId: string, name: string) =>
  (policy: { serverId: string; tool: string | null }): boolean =>
    policy.serverId === serverId && [null, name].includes(policy.tool);

const toolAnswers: Answers = {
  listTools: ({ query }) => ({
    ...page(
      servers.flatMap(rowsOf).filter((row) => fits(row, query)),
      query,
    ),
    unavailable: [],
  }),
  listInvocationPolicies: () => ({ items: invocationPolicies }),
  createInvocationPolicy: ({ body }) => {
    const policy = { ...body, id: randomUUID(), createdAt: now() };
    invocationPolicies.push(policy);
    return policy;
  },
  updateInvocationPolicy: ({ params, body }) =>
    Object.assign(found(invocationPolicies.find(({ id }) => id === params.id)), body),
  deleteInvocationPolicy: ({ params }) => {
    remove(invocationPolicies, ({ id }) => id === params.id);
    return {};
  },
  listResultPolicies: () => ({ items: resultPolicies }),
  createResultPolicy: ({ body }) => {
    const policy = { ...body, id: randomUUID(), createdAt: now() };
    resultPolicies.push(policy);
    return policy;
  },
  updateResultPolicy: ({ params, body }) =>
    Object.assign(found(resultPolicies.find(({ id }) => id === params.id)), body),
  deleteResultPolicy: ({ params }) => {
    remove(resultPolicies, ({ id }) => id === params.id);
    return {};
  },
};

/** What people decide about calls and results of tools. */
export const guardAnswers: Answers = {
  ...toolAnswers,
  ...approvalAnswers,
  ...quarantineAnswers,
  getCallSession: sessionOf,
};
