import { headerNames, type CallContext } from '@archestra/contracts';
import { headers, type MsgHdrs } from '@nats-io/nats-core';

/** Writes a call's context into NATS headers; absent fields stay absent. */
export const toHeaders = (context: CallContext, traceparent = context.traceparent): MsgHdrs => {
  const result = headers();
  if (context.organizationId) result.set(headerNames.organization, context.organizationId);
  if (context.principal) result.set(headerNames.principal, context.principal);
  if (context.deadlineMs) result.set(headerNames.deadline, String(context.deadlineMs));
  if (context.callId) result.set(headerNames.callId, context.callId);
  if (traceparent) result.set(headerNames.traceparent, traceparent);
  return result;
};

const fields = [
  [headerNames.organization, 'organizationId'],
  [headerNames.principal, 'principal'],
  [headerNames.callId, 'callId'],
  [headerNames.traceparent, 'traceparent'],
] as const;

/** Reads a call's context from NATS headers. A deadline that is not a number is ignored: the contract's own then holds. */
export const fromHeaders = (from: MsgHdrs | undefined): CallContext => {
  const context: CallContext = {};
  if (!from) return context;
  for (const [name, key] of fields) {
    const value = from.get(name);
    if (value !== '') context[key] = value;
  }
  const deadlineMs = Number(from.get(headerNames.deadline));
  if (deadlineMs > 0) context.deadlineMs = deadlineMs;
  return context;
};
