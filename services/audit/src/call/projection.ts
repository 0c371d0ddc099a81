import { gatewayEvents, principalHeader, type CallOutcome, type EventData, type WireError } from '@archestra/contracts';
import { isEvent, type ReceivedEvent } from '@archestra/messaging';

/** A row of `tool_call`, named like its columns. */
export interface CallRow {
  organization_id: string;
  id: string;
  at: string;
  outcome: CallOutcome;
  decision: 'allow' | 'deny' | 'approve' | 'none';
  method: string | null;
  name: string | null;
  server_name: string | null;
  profile_id: string | null;
  profile_name: string | null;
  principal: string | null;
  user_name: string | null;
  client_name: string | null;
  is_error: boolean;
  duration_us: number;
  repeated: number;
  error: WireError | null;
  event: unknown;
}

const ofCall = (organization: string, call: EventData<typeof gatewayEvents.toolCallCompleted>): CallRow => ({
  organization_id: organization,
  id: call.callId,
  at: call.startedAt,
  outcome: call.outcome,
  decision: call.decision.outcome,
  method: call.method,
  name: call.name,
  server_name: call.server?.name ?? null,
  profile_id: call.profile.id,
  profile_name: call.profile.name,
  principal: principalHeader(call.principal),
  user_name: call.principal.name,
  client_name: call.client.name,
  is_error: call.isError,
  duration_us: call.timing.totalUs,
  repeated: 1,
  error: call.error,
  event: call,
});

const ofRefusal = (organization: string, refusal: EventData<typeof gatewayEvents.requestRefused>): CallRow => ({
  organization_id: organization,
  id: refusal.requestId,
  at: refusal.startedAt,
  outcome: 'refused',
  decision: 'none',
  method: refusal.method,
  name: null,
  server_name: null,
  profile_id: refusal.profileId,
  profile_name: null,
  principal: refusal.principal && principalHeader(refusal.principal),
  user_name: refusal.principal?.name ?? null,
  client_name: null,
  is_error: false,
  duration_us: 0,
  repeated: refusal.repeated,
  error: refusal.error,
  event: refusal,
});

/** The line of the call log that an event becomes; undefined when it tells of something else. */
export const toCallRow = (event: ReceivedEvent): CallRow | undefined => {
  if (isEvent(event, gatewayEvents.toolCallCompleted)) return ofCall(event.organization, event.data);
  if (isEvent(event, gatewayEvents.requestRefused)) return ofRefusal(event.organization, event.data);
  return undefined;
};
