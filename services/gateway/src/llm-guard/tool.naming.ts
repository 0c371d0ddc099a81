import type { NamedTool } from '@archestra/contracts';
import type { Grant, IndexedProfile } from '../profile/profile.index.ts';

const CLIENT_PREFIX = 'mcp__';
const SEPARATOR = '__';
const MAX_NAME_CHARACTERS = 256;

/** What follows each separator: clients write `mcp__<what they call us>__<tool>`, and either part may hold separators. */
const endings = (name: string): string[] => {
  const found: string[] = [];
  for (let at = name.indexOf(SEPARATOR, CLIENT_PREFIX.length); at !== -1; at = name.indexOf(SEPARATOR, at + 1))
    found.push(name.slice(at + SEPARATOR.length));
  return found;
};

const grantOf = (profile: IndexedProfile, name: string): Grant | undefined => {
  const exact = profile.grants.get(name);
  if (exact || !name.startsWith(CLIENT_PREFIX)) return exact;
  const grants = new Set(endings(name).flatMap((ending) => profile.grants.get(ending) ?? []));
  return grants.size === 1 ? [...grants][0] : undefined;
};

/**
 * The tool a model or a client means by a name: one that the profile shows, also with the prefix MCP clients put before
 * it. A name that fits none, or more than one, is a tool of the client's own.
 */
export const namedTool = (profile: IndexedProfile | undefined, name: string): NamedTool => {
  const grant = profile && grantOf(profile, name);
  const shown = name.slice(0, MAX_NAME_CHARACTERS) || 'unknown';
  if (!grant) return { name: shown, serverId: null, source: '', upstreamName: shown };
  const { server, tool } = grant;
  return { name: shown, serverId: server.serverId, source: server.source, upstreamName: tool.name, pin: tool.pin };
};
