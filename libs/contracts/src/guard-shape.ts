import { z } from 'zod';
import { Id, Timestamp } from './common.ts';
import { ArgumentPath, PathStep, Reason } from './sanitizer.contract.ts';

/** Comparisons of administrators' policies; `regex` runs in linear time. */
export const Operator = z.enum([
  'equal',
  'notEqual',
  'contains',
  'notContains',
  'startsWith',
  'endsWith',
  'regex',
  'in',
  'greaterThan',
  'lessThan',
  'exists',
]);
export type Operator = z.output<typeof Operator>;

/** One comparison. With a wildcard in the path it holds for all values it names or for none: the reading that lets less through decides. */
export const Condition = z.object({ path: ArgumentPath, operator: Operator, value: z.json() });
export type Condition = z.output<typeof Condition>;

const policyBase = {
  id: Id,
  serverId: Id,
  /** Null: every tool of the server. */
  tool: z.string().min(1).max(256).nullable(),
  /** Null: in every profile. */
  profileId: Id.nullable(),
  /** All of them have to hold; none: always. */
  conditions: z.array(Condition).max(20),
  note: z.string().max(500),
  isEnabled: z.boolean(),
  createdAt: Timestamp,
};

/** An administrator's rule on calls of a tool, looked at before contracts. */
export const InvocationPolicy = z.object({
  ...policyBase,
  action: z.enum(['allow-when-untrusted', 'block-when-untrusted', 'block-always', 'require-approval']),
});
export type InvocationPolicy = z.output<typeof InvocationPolicy>;

/** An administrator's rule on results of a tool; conditions look at the result. */
export const ResultPolicy = z.object({
  ...policyBase,
  action: z.enum(['mark-trusted', 'mark-untrusted', 'sanitize', 'block']),
});
export type ResultPolicy = z.output<typeof ResultPolicy>;
export const InvocationPolicyInput = InvocationPolicy.omit({ id: true, createdAt: true });
export const ResultPolicyInput = ResultPolicy.omit({ id: true, createdAt: true });

/** A question a person answers: may exactly this call be made, once? */
export const Approval = z.object({
  id: Id,
  sessionId: z.string(),
  profileId: Id.nullable(),
  principal: z.string(),
  serverId: Id,
  serverName: z.string(),
  tool: z.string(),
  /** As they would be sent; what was agreed to is exactly this. */
  arguments: z.record(z.string(), z.unknown()),
  /** SHA-256 over the canonical JSON of server, tool and arguments. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  reason: Reason,
  message: z.string(),
  path: z.array(PathStep),
  /** The arguments of the last call of this tool that was agreed to for this principal: what others send is theirs. */
  previousArguments: z.record(z.string(), z.unknown()).nullable(),
  status: z.enum(['pending', 'approved', 'declined', 'used', 'expired']),
  requestedAt: Timestamp,
  expiresAt: Timestamp,
  decidedBy: Id.nullable(),
  decidedAt: Timestamp.nullable(),
  note: z.string().max(500).nullable(),
});
export type Approval = z.output<typeof Approval>;

/** Questions the quarantined model may be asked: it answers with a value of the type or not at all. */
export const TypedQuestion = z.discriminatedUnion('type', [
  z.object({ type: z.literal('boolean'), text: z.string().max(300) }),
  z.object({
    type: z.literal('option'),
    text: z.string().max(300),
    options: z.array(z.string().min(1).max(80)).min(2).max(8),
  }),
  z.object({
    type: z.literal('number'),
    text: z.string().max(300),
    min: z.number(),
    max: z.number(),
    step: z.number().positive(),
  }),
  z.object({ type: z.literal('date'), text: z.string().max(300), from: z.iso.date(), to: z.iso.date() }),
]);
export type TypedQuestion = z.output<typeof TypedQuestion>;

/** One question, what came back, and how many bits it told. */
export const TypedAnswer = z.object({
  question: TypedQuestion,
  outcome: z.enum(['answered', 'refused', 'rejected']),
  answer: z.union([z.boolean(), z.number(), z.string()]).nullable(),
  bits: z.number().nonnegative(),
});
export type TypedAnswer = z.output<typeof TypedAnswer>;

/** A result that was kept from the main model: encrypted, shown to reviewers, released by them. */
export const QuarantinedResult = z.object({
  id: Id,
  callId: z.string(),
  sessionId: z.string(),
  profileId: Id.nullable(),
  principal: z.string(),
  serverId: Id,
  serverName: z.string(),
  tool: z.string(),
  policyId: Id.nullable(),
  reason: Reason,
  bytes: z.number().int(),
  /** `withheld`: nothing of it was shown. `summarized`: typed answers of the quarantined model were. */
  status: z.enum(['withheld', 'summarized', 'released', 'deleted']),
  answers: z.array(TypedAnswer),
  bits: z.number().nonnegative(),
  at: Timestamp,
  decidedBy: Id.nullable(),
  decidedAt: Timestamp.nullable(),
});
export type QuarantinedResult = z.output<typeof QuarantinedResult>;

/** The dual LLM of an organization. Which model it is stands in the model defaults. */
export const DualLlmSettings = z.object({
  isEnabled: z.boolean(),
  /** Rounds of questions for one result, at most 5. */
  maxRounds: z.number().int().min(1).max(5),
  /** Bits one session may learn from quarantined results. */
  maxSessionBits: z.number().min(0).max(256),
  /** Bits one result may tell. */
  maxSourceBits: z.number().min(0).max(64),
});
export type DualLlmSettings = z.output<typeof DualLlmSettings>;

/** A tool as a conversation with a model names it. `serverId: null`: the client's own tool, which no profile grants. */
export const NamedTool = z.object({
  name: z.string().min(1).max(256),
  serverId: Id.nullable(),
  source: z.string().max(2_200),
  upstreamName: z.string().max(4_096),
  pin: z.string().optional(),
});
export type NamedTool = z.output<typeof NamedTool>;
