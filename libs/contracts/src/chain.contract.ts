import { z } from 'zod';
import { rpc } from './rpc.ts';

const Hex = z.string().regex(/^[0-9a-f]{64}$/);
const Seq = z.number().int().nonnegative();

/**
 * A record's place in the chain of its organization, with the text of the record: null where there is none any more, absent where a
 * later link stands for the same record.
 */
export const ChainLink = z.object({
  /** 1 for the first record of the organization. */
  seq: Seq,
  /** The table of the record, and its id there. */
  kind: z.string(),
  id: z.string(),
  /** When what is recorded happened, in milliseconds since 1970. */
  atMs: z.number().int(),
  /** SHA-256 of the text as it was recorded. */
  digest: Hex,
  /** SHA-256 over the link and the hash of the one before. */
  hash: Hex,
  text: z.string().nullable().optional(),
});
export type ChainLink = z.output<typeof ChainLink>;

/** What a chain was at a moment, signed with Ed25519. */
export const ChainCheckpoint = z.object({ seq: Seq, hash: Hex, at: z.string().max(40), signature: z.base64() });
export type ChainCheckpoint = z.output<typeof ChainCheckpoint>;

/** A record that no link speaks of. */
export const UnlinkedRecord = z.object({ kind: z.string(), id: z.string() });
export type UnlinkedRecord = z.output<typeof UnlinkedRecord>;

export const chainRecord = {
  /** A stretch of the chain in order, up to where it ended when the first stretch was asked for. */
  exportChain: rpc(
    'audit.chain.export',
    z.object({
      afterSeq: z.coerce.number().int().nonnegative().default(0),
      upToSeq: z.coerce.number().int().nonnegative().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(200),
    }),
    z.object({
      organizationId: z.string(),
      /** Base64 of its DER; compare it with the one that was noted down. */
      publicKey: z.base64(),
      upToSeq: Seq,
      links: z.array(ChainLink),
      checkpoints: z.array(ChainCheckpoint),
      /** Where to go on; null at the end. */
      nextSeq: Seq.nullable(),
    }),
    30_000,
  ),
  /** At most a thousand. */
  listUnlinked: rpc('audit.chain.unlinked', z.object({}), z.object({ items: z.array(UnlinkedRecord) }), 30_000),
} as const;
