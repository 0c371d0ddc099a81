import { z } from 'zod';
import { Id, PageRequest, Timestamp, page } from './common.ts';
import { event } from './event.ts';
import { rpc } from './rpc.ts';

/** One try of a server to reach something. `callIds` are the calls it worked on at that moment: one means it was this call. */
export const EgressAttempt = z.object({
  id: Id,
  serverId: Id,
  /** Which running copy of the server tried. */
  instance: z.string().max(200),
  host: z.string().max(300),
  port: z.number().int().min(0).max(65_535),
  /** The address that was connected to, or would have been. */
  address: z.string().max(64).nullable(),
  verdict: z.enum(['allowed', 'refused', 'failed']),
  reason: z.enum([
    'allowed-host',
    'host-not-allowed',
    'private-address',
    'metadata-address',
    'unresolvable',
    'unreachable',
    'bypassed-proxy',
    'limit',
    'unauthenticated',
    'malformed',
  ]),
  /** How it was seen: at the proxy, as a direct connection caught in the sandbox, or told by the reporter in the image. */
  seenBy: z.enum(['proxy', 'sandbox', 'reporter']),
  bytesUp: z.number().int().nonnegative(),
  bytesDown: z.number().int().nonnegative(),
  callIds: z.array(z.string()).max(100),
  at: Timestamp,
});
export type EgressAttempt = z.output<typeof EgressAttempt>;

export const egressRecord = {
  /** Newest first. */
  listEgress: rpc(
    'audit.egress.list',
    PageRequest.extend({
      serverId: Id.optional(),
      callId: Id.optional(),
      verdict: EgressAttempt.shape.verdict.optional(),
    }),
    page(EgressAttempt),
  ),
} as const;

export const egressEvents = {
  egressAttempted: event('orchestrator.egress.attempted', EgressAttempt),
} as const;
