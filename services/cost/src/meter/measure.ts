import { createHash } from 'node:crypto';
import type { EventData, gatewayEvents } from '@archestra/contracts';

type Call = EventData<typeof gatewayEvents.toolCallCompleted>;

/** What one call adds to the sums, named like the columns. */
export interface Measure {
  organization_id: string;
  event_id: string;
  hour: string;
  profile_id: string;
  /** Whoever called: a person, a team or a service. */
  user_id: string;
  server_id: string;
  name: string;
  failed: 0 | 1;
  denied: 0 | 1;
  request_bytes: number;
  response_bytes: number;
  duration_us: number;
}

/** Stands for "no server" in a key. */
export const NO_SERVER = '00000000-0000-0000-0000-000000000000';

const MAX_NAME = 200;
const KEPT = 180;

/** A name that fits into an index and that PostgreSQL takes. Clients choose names: a long one is cut and told apart by its hash. */
export const nameKey = (name: string): string => {
  const text = name.toWellFormed().replaceAll('\0', '\ufffd');
  if (text.length <= MAX_NAME) return text;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return `${text.slice(0, KEPT).toWellFormed()}…${hash}`;
};

const hourOf = (time: string): string => {
  const hour = new Date(time);
  hour.setUTCMinutes(0, 0, 0);
  return hour.toISOString();
};

const isFailure = ({ outcome, isError }: Call): boolean => outcome === 'failed' || outcome === 'interrupted' || isError;

/** Measures a call. The tool's own error counts as failed: the call was answered, but not done. */
export const measure = (event: { organization: string; id: string }, call: Call): Measure => ({
  organization_id: event.organization,
  event_id: event.id,
  hour: hourOf(call.startedAt),
  profile_id: call.profile.id,
  user_id: call.principal.id,
  server_id: call.server?.id ?? NO_SERVER,
  name: nameKey(call.name),
  failed: isFailure(call) ? 1 : 0,
  denied: call.outcome === 'denied' ? 1 : 0,
  request_bytes: call.arguments.bytes,
  response_bytes: call.result?.bytes ?? 0,
  duration_us: call.timing.totalUs,
});
