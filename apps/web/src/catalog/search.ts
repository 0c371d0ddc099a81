import { z } from 'zod';

/** What the address of the registry may say; anything else is left out. */
export const RegistrySearch = z.object({
  search: z.string().max(200).optional().catch(undefined),
  label: z.string().max(40).optional().catch(undefined),
  kind: z.enum(['package', 'image', 'remote', 'builtin']).optional().catch(undefined),
  view: z.literal('installed').optional().catch(undefined),
});

/** The views of one server. */
export const ServerTab = z.enum(['tools', 'status', 'logs', 'egress', 'versions', 'setup', 'yaml', 'blocks']);
export type ServerTab = z.output<typeof ServerTab>;
