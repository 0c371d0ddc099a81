import { z } from 'zod';
import { Empty, Id, JsonObject, Timestamp } from './common.ts';
import { event } from './event.ts';
import { rpc } from './rpc.ts';
import { SourceIdentity } from './server-source.ts';

/** Who could have written a value: an ordered chain, `untrusted < trusted`. */
export const Integrity = z.enum(['untrusted', 'trusted']);
export type Integrity = z.output<typeof Integrity>;
/** Who may see a value: everybody, or a set of reader ids. The empty set is the narrowest. */
export const Audience = z.union([z.literal('public'), z.array(z.string().max(256)).max(256)]);
export type Audience = z.output<typeof Audience>;
export const Label = z.object({ integrity: Integrity, audience: Audience });
export type Label = z.output<typeof Label>;

export const Effect = z.enum(['none', 'write', 'egress', 'destructive']);
export type Effect = z.output<typeof Effect>;

/** Names values inside arguments or a result: `$`, `$.to`, `$.to[*]`, `$.items[0].id`, `$.a["odd name"]`. */
export const ArgumentPath = z
  .string()
  .max(200)
  .regex(
    /^\$(\.[A-Za-z_][A-Za-z0-9_-]*|\[\*\]|\[\d{1,6}\]|\["[^"\]]{1,80}"\])*$/,
    'a path such as $.to or $.items[*].id',
  );

/** Whether a person is asked: never, instead of a refusal, or for every call. */
export const ApprovalMode = z.enum(['never', 'when-blocked', 'always']);
export type ApprovalMode = z.output<typeof ApprovalMode>;

/**
 * Values of a result that name things the server keeps (ids, names of channels and members) and may serve as `recipients` or
 * `targets` later, although anybody may have written the rest of the result.
 */
export const Designator = z.object({
  /** Where they stand in the result: its structured content, or its text read as JSON. */
  path: ArgumentPath,
  /** The narrow form they must have (RE2, the whole value): prose never does. */
  pattern: z.string().min(1).max(200),
  /** Only in answer to a lookup: every one of these arguments that is given must be in the person's own words, and one must be. */
  by: z.array(ArgumentPath).min(1).max(10).optional(),
});
export type Designator = z.output<typeof Designator>;

/** What one tool does and how its results are labelled. */
export const ToolContract = z.object({
  effect: Effect,
  output: Label,
  /** Arguments that say who or what receives the data (addresses, hosts of URLs, channels): in an untrusted session each must come from the person or a trusted result. */
  recipients: z.array(ArgumentPath).max(20).optional(),
  /** Arguments that say what is changed or destroyed, with the same demand. */
  targets: z.array(ArgumentPath).max(20).optional(),
  /** Absent: never. */
  approval: ApprovalMode.optional(),
  /** Absent: nothing in an untrusted result can name a recipient or a target. */
  designators: z.array(Designator).max(20).optional(),
  /** Readers that stand for groups: whoever this tool can reach is in all of them, so content for one of them may be sent. */
  reaches: z.array(z.string().min(1).max(256)).max(20).optional(),
});
export type ToolContract = z.output<typeof ToolContract>;

/** Where a contract came from; `none` means the most restrictive default is in force. */
export const ContractOrigin = z.enum(['administrator', 'pack', 'none']);
export type ContractOrigin = z.output<typeof ContractOrigin>;
export const EffectiveContract = z.object({
  serverId: Id,
  tool: z.string(),
  origin: ContractOrigin,
  contract: ToolContract,
});
export type EffectiveContract = z.output<typeof EffectiveContract>;

/** Refuses a whole server or one of its tools (`tool: null` means every tool), in one profile or in all (`profileId: null`). */
export const BlockRule = z.object({
  id: Id,
  serverId: Id,
  tool: z.string().nullable(),
  profileId: Id.nullable(),
  note: z.string().max(500),
  createdAt: Timestamp,
});
export type BlockRule = z.output<typeof BlockRule>;

/** One step of the proof why a call was decided as it was. */
export const PathStep = z.object({
  kind: z.enum(['source', 'session', 'rule', 'effect']),
  text: z.string(),
  callId: z.string().optional(),
});
export type PathStep = z.output<typeof PathStep>;

export const Reason = z.enum([
  'unknown-profile',
  'unknown-server',
  'unknown-tool',
  'definition-changed',
  'blocked-by-rule',
  'untrusted-context',
  'audience-too-narrow',
  'untrusted-argument',
  'blocked-by-policy',
  'approval-required',
  'quarantined',
  'unmatched-result',
  'rule-failed',
  'state-unavailable',
]);
export type Reason = z.output<typeof Reason>;

/** A decision is a value with a reason. Denied is the default and the outcome of every error. */
export const Decision = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('allow') }),
  /** A person may agree to exactly this call; `approvalId` names the question once it is kept. */
  z.object({
    outcome: z.literal('approve'),
    reason: Reason,
    message: z.string(),
    path: z.array(PathStep),
    approvalId: Id.optional(),
    ruleId: Id.optional(),
  }),
  z.object({
    outcome: z.literal('deny'),
    reason: Reason,
    /** One sentence for the caller. */
    message: z.string(),
    path: z.array(PathStep),
    remedies: z.array(z.string()),
    ruleId: Id.optional(),
  }),
]);
export type Decision = z.output<typeof Decision>;

const subjectOfDecision = {
  callId: z.string(),
  /** The information-flow session; the server side keeps its state, whatever the client sends. */
  sessionId: z.string().max(200),
  profileId: Id,
  serverId: Id,
  source: SourceIdentity,
  /** `tool:<name>`, `resource:<uri>` or `prompt:<name>` without its prefix; `kind` says which. */
  kind: z.enum(['tool', 'resource', 'prompt']),
  name: z.string().max(4_096),
  pin: z.string().optional(),
};

export const sanitizer = {
  decideCall: rpc('sanitizer.call.decide', z.object({ ...subjectOfDecision, arguments: z.unknown() }), Decision, 1_500),
  /** Labels a result before the client sees it. `result` is absent when it was too large for a message and lies in the object store. */
  inspectOutput: rpc(
    'sanitizer.output.inspect',
    z.object({ ...subjectOfDecision, result: z.unknown(), resultRef: z.string().optional(), isError: z.boolean() }),
    z.discriminatedUnion('verdict', [
      z.object({ verdict: z.literal('pass'), label: Label }),
      /** Shown instead of the result: what typed answers of the quarantined model say of it. */
      z.object({ verdict: z.literal('replace'), label: Label, text: z.string(), quarantineId: Id }),
      z.object({ verdict: z.literal('withhold'), reason: Reason, message: z.string() }),
    ]),
    20_000,
  ),
  listContracts: rpc(
    'sanitizer.contract.list',
    z.object({ serverId: Id, source: SourceIdentity, tools: z.array(z.string()).max(2_000) }),
    z.object({ items: z.array(EffectiveContract) }),
  ),
  setContract: rpc(
    'sanitizer.contract.set',
    z.object({ serverId: Id, tool: z.string().min(1).max(256), contract: ToolContract }),
    Empty,
  ),
  deleteContract: rpc('sanitizer.contract.delete', z.object({ serverId: Id, tool: z.string().min(1).max(256) }), Empty),
  listBlockRules: rpc('sanitizer.block-rule.list', Empty, z.object({ items: z.array(BlockRule) })),
  createBlockRule: rpc('sanitizer.block-rule.create', BlockRule.omit({ id: true, createdAt: true }), BlockRule),
  deleteBlockRule: rpc('sanitizer.block-rule.delete', z.object({ id: Id }), Empty),
} as const;

export const sanitizerEvents = {
  contractChanged: event(
    'sanitizer.contract.changed',
    z.object({ serverId: Id, tool: z.string(), before: ToolContract.nullable(), after: ToolContract.nullable() }),
  ),
  blockRuleCreated: event('sanitizer.block-rule.created', z.object({ rule: BlockRule })),
  blockRuleDeleted: event('sanitizer.block-rule.deleted', z.object({ rule: BlockRule })),
} as const;

export const CallArguments = JsonObject;
