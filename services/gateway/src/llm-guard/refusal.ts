import type { DecidedToolCall, Decision } from '@archestra/contracts';
import type { ToolCall } from '@archestra/llm';
import { cut } from '../record/call-record.ts';

/** What the model's reader finds in place of a call; an agent can go on from it. */
export const refusalText = (name: string, decision: Exclude<Decision, { outcome: 'allow' }>): string => {
  if (decision.outcome === 'deny') return `The call of ${name} was refused by policy: ${decision.message}`;
  const which = decision.approvalId === undefined ? '' : ` (approval ${decision.approvalId})`;
  return `The call of ${name} needs the agreement of a person${which}: ${decision.message} Once it is given, make exactly the same call again.`;
};

/** The refusal of a call nobody could decide on. */
export const unreadableArguments = (name: string): string =>
  `The call of ${name} was refused: its arguments are not JSON. Make the call again with arguments that are.`;

const KEPT_BYTES = 4_096;

/** What the record keeps of a call; `decision` is undefined where there was nothing to decide on. */
export const decidedCall = ({ id, name, argumentsText }: ToolCall, decision: Decision | undefined): DecidedToolCall => {
  const base = {
    toolCallId: id.slice(0, 200),
    name: name.slice(0, 256),
    arguments: cut(argumentsText, KEPT_BYTES),
  };
  if (decision?.outcome === 'allow') return { ...base, outcome: 'allow', reason: null, path: [], approvalId: null };
  if (!decision) return { ...base, outcome: 'deny', reason: null, path: [], approvalId: null };
  const approvalId = decision.outcome === 'approve' ? (decision.approvalId ?? null) : null;
  return { ...base, outcome: decision.outcome, reason: decision.reason, path: decision.path, approvalId };
};
