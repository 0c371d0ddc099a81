import { ChainCheckpoint, ChainLink, UnlinkedRecord } from '@archestra/contracts';
import { z } from 'zod';

/** One line of an export of the record: JSON, the header first, then everything in the order of the chain. */
export const ExportLine = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('header'),
    version: z.literal(1),
    organizationId: z.string(),
    exportedAt: z.string(),
    /** What the organization's chain ended with when the export began. */
    seq: z.number().int().nonnegative(),
  }),
  ChainLink.extend({ type: z.literal('link') }),
  ChainCheckpoint.extend({ type: z.literal('checkpoint') }),
  UnlinkedRecord.extend({ type: z.literal('unlinked') }),
]);
export type ExportLine = z.output<typeof ExportLine>;
