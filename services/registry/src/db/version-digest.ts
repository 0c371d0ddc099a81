import { createHash } from 'node:crypto';
import type { ConfigurationField, ServerSource } from '@archestra/contracts';
import { canonicalJson } from '@archestra/mcp';

/** SHA-256 over the canonical JSON of what a version consists of. */
export const versionDigest = ({ source, fields }: { source: ServerSource; fields: ConfigurationField[] }): string =>
  createHash('sha256').update(canonicalJson({ source, fields })).digest('hex');
