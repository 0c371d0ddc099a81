import { createHash } from 'node:crypto';
import type { ChainLink } from '@archestra/contracts';

/** What stands before the first link. */
export const GENESIS = '0'.repeat(64);

const hex = (text: string): string => Buffer.from(text, 'utf8').toString('hex');
const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** The digest of a record by its text. */
export const digestOf = (text: string): string => sha256(text);

/**
 * The hash of a link. Texts go in as hex, so that nothing in them can pass for the end of a line. PostgreSQL computes the same in
 * `link_hash`.
 */
export const hashOf = (organizationId: string, link: Omit<ChainLink, 'hash' | 'text'>, previous: string): string =>
  sha256([hex(organizationId), link.seq, hex(link.kind), hex(link.id), link.atMs, link.digest, previous].join('\n'));
