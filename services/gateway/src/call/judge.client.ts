import { AppError, principalHeader, sanitizer, type Decision, type Label } from '@archestra/contracts';
import { NatsClient } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';
import type { Caller, Target } from './call.ts';

/** What inspection says of a result. */
export type Verdict =
  | { verdict: 'pass'; label: Label }
  | { verdict: 'replace'; label: Label; text: string; quarantineId: string }
  | { verdict: 'withhold'; reason: Extract<Decision, { outcome: 'deny' }>['reason']; message: string };

/** Asks the sanitizer. Anything but its clear word is no permission: a silent, missing or broken peer throws. */
@Injectable()
export class JudgeClient {
  constructor(private readonly client: NatsClient) {}

  decide(callId: string, caller: Caller, target: Target): Promise<Decision> {
    return this.client.call(
      sanitizer.decideCall,
      { ...subject(callId, caller, target), arguments: target.arguments },
      context(callId, caller),
    );
  }

  inspect(
    callId: string,
    caller: Caller,
    target: Target,
    result: { value: unknown; bytes: number; isError: boolean },
  ): Promise<Verdict> {
    // A result beyond one message is judged by its source alone; the label does not depend on its text.
    const value = result.bytes > MAX_INSPECTED_BYTES ? null : result.value;
    return this.client.call(
      sanitizer.inspectOutput,
      { ...subject(callId, caller, target), result: value, isError: result.isError },
      context(callId, caller),
    );
  }
}

const MAX_INSPECTED_BYTES = 768 * 1024;

const subject = (callId: string, caller: Caller, target: Target) => ({
  callId,
  sessionId: caller.flowSession,
  profileId: caller.profile.snapshot.id,
  serverId: target.server.id,
  source: target.server.source,
  kind: target.kind,
  name: target.upstreamName,
  ...(target.pin ? { pin: target.pin } : {}),
});

const context = (callId: string, caller: Caller) => ({
  organizationId: caller.principal.organizationId,
  principal: principalHeader(caller.principal),
  callId,
});

const HOW_TO_APPROVE =
  'Somebody who may has to approve exactly this call in the console, under Approvals; then make the same call again.';

/** The refusal of a call as the error a record keeps. */
export const denied = (decision: Exclude<Decision, { outcome: 'allow' }>): AppError => {
  const { reason, path, message } = decision;
  if (decision.outcome === 'deny')
    return new AppError('CALL_DENIED', message, { details: { reason, path, remedies: decision.remedies } });
  return new AppError('APPROVAL_REQUIRED', `${message} ${HOW_TO_APPROVE}`, {
    details: { reason, path, approvalId: decision.approvalId },
  });
};
