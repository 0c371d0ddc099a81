import { z } from 'zod';
import { Id, Timestamp } from './common.ts';
import { rpc } from './rpc.ts';

/** Calls metered in one hour for one profile, person, server and tool. */
export const UsageRow = z.object({
  hour: Timestamp,
  profileId: Id,
  userId: Id,
  serverId: Id.nullable(),
  name: z.string(),
  calls: z.number().int(),
  failed: z.number().int(),
  denied: z.number().int(),
  requestBytes: z.number().int(),
  responseBytes: z.number().int(),
  durationUs: z.number().int(),
});
export type UsageRow = z.output<typeof UsageRow>;

export const cost = {
  listUsage: rpc(
    'cost.usage.list',
    z.object({
      from: Timestamp,
      to: Timestamp,
      profileId: Id.optional(),
      limit: z.number().int().min(1).max(5_000).default(1_000),
    }),
    z.object({ items: z.array(UsageRow) }),
  ),
} as const;
