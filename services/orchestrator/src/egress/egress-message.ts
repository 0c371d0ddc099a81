import { EgressAttempt } from '@archestra/contracts';
import { z } from 'zod';

/** A limit on what one instance may do at a time. */
export interface EgressLimits {
  readonly connectionsPerInstance: number;
  readonly attemptsPerSecond: number;
  readonly connectTimeoutMs: number;
  readonly lookUpTimeoutMs: number;
  readonly idleTimeoutMs: number;
  /** For the head of a request: whoever sends slower is cut off. */
  readonly headTimeoutMs: number;
}

/** What one instance may reach. `tokenHash` is SHA-256 in base64; without it the instance is known by its room only. */
export interface Admission {
  readonly key: string;
  readonly hosts: readonly string[];
  readonly tokenHash?: string | undefined;
}

/** The parts of a room whose sockets are handed over: redirected connections, name look-ups, and everything else over UDP. */
export type RoomPart = 'tcp' | 'dns' | 'udp';

export type ToEgress =
  | { readonly kind: 'configure'; readonly trusted: readonly string[]; readonly limits: EgressLimits }
  | { readonly kind: 'listen'; readonly host: string; readonly port: number }
  | ({ readonly kind: 'admit' } & Admission)
  | { readonly kind: 'forget'; readonly key: string }
  /** Comes with the socket. `pid` is a process inside the room. */
  | { readonly kind: 'room'; readonly key: string; readonly part: RoomPart; readonly pid: number };

/** The proxy reads what strangers write, so what it says is checked like anything from outside. */
const Seen = EgressAttempt.omit({ serverId: true, instance: true, callIds: true }).extend({
  key: z.string().max(400),
});
export type Seen = z.output<typeof Seen>;

export const FromEgress = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('listening'), port: z.number().int() }),
  z.object({ kind: z.literal('room-taken'), key: z.string(), part: z.enum(['tcp', 'dns', 'udp']) }),
  /** `begun` says that a decision is on its way, `open` that bytes may flow, `ended` is the last word. */
  z.object({ kind: z.literal('attempt'), stage: z.enum(['begun', 'open', 'ended']), seen: Seen }),
]);
export type FromEgress = z.output<typeof FromEgress>;
