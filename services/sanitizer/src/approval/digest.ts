import { createHash } from 'node:crypto';
import { canonicalJson } from '@archestra/mcp';
import type { Call } from '@archestra/policy';

/**
 * What an approval is bound to: SHA-256 over the canonical JSON (RFC 8785) of server, name and arguments. A resource or a prompt
 * of the same name as a tool is something else. Throws RangeError for arguments nested too deeply.
 */
export const callDigest = ({ kind, serverId, name, arguments: given }: Call): string =>
  createHash('sha256')
    .update(canonicalJson({ server: serverId, [kind]: name, arguments: given ?? {} }))
    .digest('hex');
