import { headerNames, type CallContext } from '@archestra/contracts';
import { headers, type MsgHdrs } from '@nats-io/nats-core';

/** Writes a call's context into NATS headers; absent fields stay absent. */
export const toHeaders = (context: CallContext): MsgHdrs => {
  const result = headers();
  if (context.organizationId) result.set(headerNames.organization, context.organizationId);
  if (context.principal) result.set(headerNames.principal, context.principal);
  if (context.deadlineMs) result.set(headerNames.deadline, String(context.deadlineMs));
  if (context.callId) result.set(headerNames.callId, context.callId);
  if (context.traceparent) result.set(headerNames.traceparent, context.traceparent);
  return result;
};

const field = (from: MsgHdrs, name: string): string | undefined => (from.has(name) ? from.get(name) : undefined);

/** Reads a call's context from NATS headers. A deadline that is not a number is ignored: the contract's own then holds. */
export const fromHeaders = (from: MsgHdrs | undefined): CallContext => {
  if (!from) return {};
  const deadlineMs = Number(field(from, headerNames.deadline));
  const found = {
    organizationId: field(from, headerNames.organization),
    principal: field(from, headerNames.principal),
    callId: field(from, headerNames.callId),
    traceparent: field(from, headerNames.traceparent),
    deadlineMs: deadlineMs > 0 ? deadlineMs : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
};
