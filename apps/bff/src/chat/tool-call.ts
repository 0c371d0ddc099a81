import { AppError, type Approval, type ChatToolCall } from '@archestra/contracts';
import type { ToolEnd, ToolPart } from './answer-parts.ts';
import type { Refusal, ToolAnswer } from './tool.client.ts';

/** A call as it is noted when it goes out. */
export const begunCall = ({ toolCallId, toolName }: ToolPart): ChatToolCall => ({
  toolCallId,
  name: toolName,
  serverId: null,
  serverName: null,
  outcome: 'running',
  callId: null,
  reason: null,
  path: [],
  error: null,
  approval: null,
  startedAt: new Date().toISOString(),
  durationMs: null,
});

/** What is known of a call at its end, and what the model is told. */
export interface EndedCall {
  note: ChatToolCall;
  end: ToolEnd;
}

const lasted = ({ startedAt }: ChatToolCall): number => Math.max(0, Date.now() - Date.parse(startedAt));

export const answeredCall = (call: ChatToolCall, answer: ToolAnswer): EndedCall => {
  const { callId, isError, text, output, refusal } = answer;
  const note = { ...call, callId, durationMs: lasted(call) };
  if (refusal) return { note: { ...note, ...refusalFacts(refusal), outcome: 'denied' }, end: { errorText: text } };
  if (isError) return { note: { ...note, outcome: 'failed' }, end: { errorText: text } };
  return { note: { ...note, outcome: 'answered' }, end: { output } };
};

export const failedCall = (call: ChatToolCall, error: AppError): EndedCall => {
  const outcome = error.fault === 'policy' ? 'denied' : 'failed';
  return {
    note: { ...call, outcome, error: error.toWire(), durationMs: lasted(call) },
    end: { errorText: error.message },
  };
};

/** The question a call waits for. */
export const waitingCall = (call: ChatToolCall, { callId, refusal }: ToolAnswer, approval: Approval): ChatToolCall => ({
  ...call,
  callId,
  ...(refusal ? refusalFacts(refusal) : {}),
  serverId: approval.serverId,
  serverName: approval.serverName.slice(0, 200),
  outcome: 'waiting',
  approval,
  durationMs: lasted(call),
});

/** A call that may be made now that somebody agreed: it goes out once more. */
export const agreedCall = (call: ChatToolCall, approval: Approval): ChatToolCall => ({
  ...call,
  approval,
  outcome: 'running',
  startedAt: new Date().toISOString(),
  durationMs: null,
});

const words: Partial<Record<Approval['status'], [ChatToolCall['outcome'], string]>> = {
  declined: ['declined', 'The person declined this call. Do not make it again; go on without it.'],
  expired: ['expired', 'Nobody agreed to this call in time. Go on without it.'],
};

/** A call nobody agreed to. */
export const refusedCall = (call: ChatToolCall, approval: Approval): EndedCall => {
  const [outcome, errorText] = words[approval.status] ?? INTERRUPTED;
  return { note: { ...call, approval, outcome }, end: { errorText } };
};

const INTERRUPTED: [ChatToolCall['outcome'], string] = [
  'interrupted',
  'This platform was interrupted while the call was out. Whether it took effect is not known: find out before you make it again.',
];

/** A call that went out from a process that died. */
export const interruptedCall = (call: ChatToolCall): EndedCall => ({
  note: { ...call, outcome: INTERRUPTED[0] },
  end: { errorText: INTERRUPTED[1] },
});

/** A call that was out, or about to go out, when the person stopped the answer. */
export const stoppedCall = (call: ChatToolCall): EndedCall => ({
  note: { ...call, outcome: 'stopped', durationMs: lasted(call) },
  end: { errorText: 'The person stopped the answer before this call was answered.' },
});

const refusalFacts = ({ reason, path }: Refusal): Pick<ChatToolCall, 'reason' | 'path'> => ({ reason, path });
