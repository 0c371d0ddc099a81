import { orchestratorEvents, type EgressAttempt } from '@archestra/contracts';
import { isEvent, type ReceivedEvent } from '@archestra/messaging';

/** A row of `egress_attempt`, named like its columns. */
export interface AttemptRow {
  organization_id: string;
  id: string;
  at: string;
  server_id: string;
  instance: string;
  host: string;
  port: number;
  address: string | null;
  verdict: EgressAttempt['verdict'];
  reason: EgressAttempt['reason'];
  seen_by: EgressAttempt['seenBy'];
  bytes_up: number;
  bytes_down: number;
  call_ids: string[];
}

/** The attempt an event tells of; undefined when it tells of something else. */
export const toAttemptRow = (event: ReceivedEvent): AttemptRow | undefined => {
  if (!isEvent(event, orchestratorEvents.egressAttempted)) return undefined;
  const { serverId, seenBy, bytesUp, bytesDown, callIds, ...rest } = event.data;
  return {
    organization_id: event.organization,
    ...rest,
    server_id: serverId,
    seen_by: seenBy,
    bytes_up: bytesUp,
    bytes_down: bytesDown,
    call_ids: callIds,
  };
};

const keyOf = ({ organization_id, id, at }: AttemptRow): string => `${organization_id} ${id} ${at}`;

/** Of what was told twice within one batch, the telling with more bytes: one statement may not write a row twice. */
export const latestOf = (rows: readonly AttemptRow[]): AttemptRow[] => {
  const latest = new Map<string, AttemptRow>();
  for (const row of rows) {
    const known = latest.get(keyOf(row));
    if (!known || row.bytes_up + row.bytes_down >= known.bytes_up + known.bytes_down) latest.set(keyOf(row), row);
  }
  return [...latest.values()];
};
