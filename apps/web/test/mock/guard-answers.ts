import { AppError } from '@archestra/contracts';
import type { Answers } from './answer.ts';
import { calls } from './calls.ts';
import { decideApproval } from './chat-run.ts';
import { approvals, content, quarantined } from './guard.ts';
import { tell } from './live.ts';
import { sessionNow } from './session-answers.ts';
import { found, now, page } from './store.ts';

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

/** What people decide about calls and results of tools. */
export const guardAnswers: Answers = { ...approvalAnswers, ...quarantineAnswers, getCallSession: sessionOf };
