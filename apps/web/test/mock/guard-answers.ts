import { randomUUID } from 'node:crypto';
import { AppError, type ToolRow } from '@archestra/contracts';
import type { Answers } from './answer.ts';
import { calls } from './calls.ts';
import { decideApproval } from './chat-run.ts';
import { approvals, content, invocationPolicies, quarantined, resultPolicies } from './guard.ts';
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
  const asked = found(calls.find(({ id }) => id === params.id));
  const steps = [asked, ...calls.filter(({ call, id }) => call && id !== asked.id).slice(0, 4)].toReversed();
  return {
    sessionId: 'named:-:user:x:chat',
    label: { integrity: 'untrusted', audience: 'public' },
    steps: steps.map(({ id: callId, name, at, call }) => ({
      ...{ callId, kind: 'tool', serverId: call?.server?.id ?? null, name: name ?? 'call', at },
      ...{ outcome: call?.decision.outcome ?? 'none', reason: call?.decision.reason ?? null },
      label: call?.label ?? null,
    })),
  };
};

const rowsOf = ({ id, name, title, status }: ToolRow['server']): ToolRow[] =>
  (toolsOf.get(id) ?? []).map((tool) => ({
    server: { id, name, title, status },
    tool,
    contract: contracts.get(id)?.find((contract) => contract.tool === tool.name) ?? null,
    policies: [...invocationPolicies, ...resultPolicies].filter(
      (policy) => policy.serverId === id && (policy.tool === null || policy.tool === tool.name),
    ).length,
    profiles: profiles.filter(({ assignments }) =>
      assignments.some(({ installationId, tools }) => installationId === id && tools.includes(tool.name)),
    ),
  }));

const toolAnswers: Answers = {
  listTools: ({ query: { search = '', serverId, effect, origin, hasPolicy, ...paging } }) => ({
    ...page(
      servers
        .flatMap(rowsOf)
        .filter(
          ({ server, tool, contract, policies }) =>
            (!serverId || server.id === serverId) &&
            (!effect || contract?.contract.effect === effect) &&
            (!origin || contract?.origin === origin) &&
            (!hasPolicy || (policies ?? 0) > 0 === (hasPolicy === 'true')) &&
            `${tool.name} ${tool.description} ${server.name}`.toLowerCase().includes(search.toLowerCase()),
        ),
      paging,
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
