import type { CallClient, Principal, ToolCallCompleted } from '@archestra/contracts';
import type { IndexedProfile } from '../profile/profile.index.ts';

/** Everything known about who asks, before it is known what for. Times are `performance.now()` milliseconds. */
export interface Caller {
  principal: Principal;
  profile: IndexedProfile;
  client: CallClient;
  /** Key of the information-flow session: the MCP session, or principal and profile where the protocol has none. */
  flowSession: string;
  modern: boolean;
  startedAt: number;
  authenticatedAt: number;
  signal: AbortSignal;
  /** Told the id under which the call will be on record. */
  onRecorded?: (callId: string) => void;
}

/** A caller before its request has a signal; `sessionId` is the MCP session where the protocol revision has one. */
export type CallerInSession = Omit<Caller, 'signal'> & { sessionId: string | undefined };

/** What may be asked of a server under guard. */
export type GuardedMethod = ToolCallCompleted['method'];

/** One question to one server, resolved against the profile. */
export interface Target {
  method: GuardedMethod;
  kind: 'tool' | 'resource' | 'prompt';
  /** As the client named it. */
  name: string;
  /** As the server knows it. */
  upstreamName: string;
  server: { id: string; name: string; source: string };
  pin: string | undefined;
  /** `params` for the server: upstream name, no envelope of this hop. */
  params: Record<string, unknown>;
  /** What the decision and the record look at. */
  arguments: unknown;
}
