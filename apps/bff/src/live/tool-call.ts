import type { RequestRefused, ToolCallCompleted, ToolCallSummary } from '@archestra/contracts';

/** A call as the log lists it. */
export const completed = (record: ToolCallCompleted): ToolCallSummary => ({
  id: record.callId,
  at: record.startedAt,
  outcome: record.outcome,
  method: record.method,
  name: record.name,
  serverName: record.server?.name ?? null,
  profileId: record.profile.id,
  profileName: record.profile.name,
  userName: record.principal.name,
  clientName: record.client.name,
  error: record.error,
  decision: record.decision.outcome,
  isError: record.isError,
  durationUs: record.timing.totalUs,
  repeated: 1,
});

/** A refused request as the log lists it. */
export const refused = (record: RequestRefused): ToolCallSummary => ({
  id: record.requestId,
  at: record.startedAt,
  outcome: 'refused',
  method: record.method,
  name: null,
  serverName: null,
  profileId: record.profileId,
  profileName: null,
  userName: record.principal?.name ?? null,
  clientName: null,
  error: record.error,
  decision: 'none',
  isError: false,
  durationUs: 0,
  repeated: record.repeated,
});
