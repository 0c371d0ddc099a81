import { z } from 'zod';
import { Empty, Id, page, PageRequest, Timestamp } from './common.ts';
import { event } from './event.ts';
import {
  Approval,
  DualLlmSettings,
  InvocationPolicy,
  InvocationPolicyInput,
  NamedTool,
  QuarantinedResult,
  ResultPolicy,
  ResultPolicyInput,
} from './guard-shape.ts';
import { ModelReference } from './model-reference.ts';
import { rpc } from './rpc.ts';
import { Decision, Label, Reason } from './sanitizer.contract.ts';

const conversation = { callId: Id, sessionId: z.string().max(200), profileId: Id.nullable() };

/** Tool results stand for tool calls this platform decided; what matches none is treated as the worst. */
export const guard = {
  /** Before a provider sees a request: labels every tool result in it and says what must not be shown as it is. */
  inspectConversation: rpc(
    'sanitizer.conversation.inspect',
    z.object({
      ...conversation,
      /** The person's own words, for the provenance of arguments. */
      userTexts: z.array(z.string().max(200_000)).max(500),
      results: z
        .array(
          z.object({
            position: z.number().int().nonnegative(),
            toolCallId: z.string().max(200),
            tool: NamedTool.nullable(),
            text: z.string().max(700_000),
            isError: z.boolean(),
          }),
        )
        .max(2_000),
    }),
    z.object({
      label: Label,
      replacements: z.array(
        z.object({ position: z.number().int(), text: z.string(), quarantineId: Id.nullable(), reason: Reason }),
      ),
    }),
    20_000,
  ),
  /** Before a client sees a byte of them: may these calls of an answer be made? One verdict for each, in order. */
  decideAnswer: rpc(
    'sanitizer.answer.decide',
    z.object({
      ...conversation,
      calls: z
        .array(z.object({ toolCallId: z.string().max(200), tool: NamedTool, arguments: z.unknown() }))
        .min(1)
        .max(128),
    }),
    z.object({ decisions: z.array(Decision) }),
    1_500,
  ),
  listInvocationPolicies: rpc(
    'sanitizer.invocation-policy.list',
    Empty,
    z.object({ items: z.array(InvocationPolicy) }),
  ),
  createInvocationPolicy: rpc('sanitizer.invocation-policy.create', InvocationPolicyInput, InvocationPolicy),
  updateInvocationPolicy: rpc(
    'sanitizer.invocation-policy.update',
    InvocationPolicyInput.extend({ id: Id }),
    InvocationPolicy,
  ),
  deleteInvocationPolicy: rpc('sanitizer.invocation-policy.delete', z.object({ id: Id }), Empty),
  listResultPolicies: rpc('sanitizer.result-policy.list', Empty, z.object({ items: z.array(ResultPolicy) })),
  createResultPolicy: rpc('sanitizer.result-policy.create', ResultPolicyInput, ResultPolicy),
  updateResultPolicy: rpc('sanitizer.result-policy.update', ResultPolicyInput.extend({ id: Id }), ResultPolicy),
  deleteResultPolicy: rpc('sanitizer.result-policy.delete', z.object({ id: Id }), Empty),
  /** `principal`: only questions of this one (`user:<id>`); null for whoever may answer everybody's. */
  listApprovals: rpc(
    'sanitizer.approval.list',
    PageRequest.extend({ status: Approval.shape.status.optional(), principal: z.string().max(100).nullable() }),
    page(Approval),
  ),
  getApproval: rpc('sanitizer.approval.get', z.object({ id: Id, principal: z.string().max(100).nullable() }), Approval),
  /** Throws CONFLICT when it was decided, used or has expired. */
  decideApproval: rpc(
    'sanitizer.approval.decide',
    z.object({
      id: Id,
      /** Null: this person may answer everybody's; else the principal whose own question it must be. */
      principal: z.string().max(100).nullable(),
      outcome: z.enum(['approved', 'declined']),
      decidedBy: Id,
      note: z.string().max(500).nullable().default(null),
    }),
    Approval,
  ),
  listQuarantine: rpc(
    'sanitizer.quarantine.list',
    PageRequest.extend({ status: QuarantinedResult.shape.status.optional() }),
    page(QuarantinedResult),
  ),
  /** With the content, decrypted for the reviewer; the reading itself is on record. */
  getQuarantined: rpc(
    'sanitizer.quarantine.get',
    z.object({ id: Id, readBy: Id }),
    QuarantinedResult.extend({ content: z.string().nullable() }),
  ),
  decideQuarantined: rpc(
    'sanitizer.quarantine.decide',
    z.object({ id: Id, outcome: z.enum(['released', 'deleted']), decidedBy: Id }),
    QuarantinedResult,
  ),
  getDualLlm: rpc('sanitizer.dual-llm.get', Empty, DualLlmSettings),
  setDualLlm: rpc('sanitizer.dual-llm.set', DualLlmSettings, DualLlmSettings),
  /** The state of a session in words, and what made it so: the proof behind "why was this blocked". */
  getSession: rpc(
    'sanitizer.session.get',
    z.object({ sessionId: z.string().max(200) }),
    z.object({
      sessionId: z.string(),
      label: Label,
      steps: z.array(
        z.object({
          callId: z.string(),
          kind: z.string(),
          serverId: Id.nullable(),
          name: z.string(),
          outcome: z.string(),
          reason: Reason.nullable(),
          label: Label.nullable(),
          at: Timestamp,
        }),
      ),
    }),
  ),
} as const;

const approvalFact = Approval.pick({
  id: true,
  principal: true,
  serverId: true,
  tool: true,
  digest: true,
  expiresAt: true,
});
const quarantineFact = QuarantinedResult.pick({
  id: true,
  callId: true,
  serverId: true,
  tool: true,
  status: true,
  bits: true,
});
export const guardEvents = {
  invocationPolicyChanged: event(
    'sanitizer.invocation-policy.changed',
    z.object({ before: InvocationPolicy.nullable(), after: InvocationPolicy.nullable() }),
  ),
  resultPolicyChanged: event(
    'sanitizer.result-policy.changed',
    z.object({ before: ResultPolicy.nullable(), after: ResultPolicy.nullable() }),
  ),
  approvalRequested: event('sanitizer.approval.requested', approvalFact),
  approvalDecided: event(
    'sanitizer.approval.decided',
    approvalFact.extend({ status: Approval.shape.status, decidedBy: Id.nullable() }),
  ),
  resultQuarantined: event('sanitizer.result.quarantined', quarantineFact),
  quarantineRead: event('sanitizer.quarantine.read', quarantineFact.extend({ readBy: Id })),
  quarantineDecided: event('sanitizer.quarantine.decided', quarantineFact.extend({ decidedBy: Id })),
  dualLlmChanged: event(
    'sanitizer.dual-llm.changed',
    z.object({ before: DualLlmSettings, after: DualLlmSettings, model: ModelReference.nullable() }),
  ),
} as const;
