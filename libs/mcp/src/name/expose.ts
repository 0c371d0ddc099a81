import { createHash } from 'node:crypto';

const MAX_LENGTH = 64;
const SEPARATOR = '__';
const ALLOWED = /^[A-Za-z0-9_.-]+$/;
const FORBIDDEN = /[^A-Za-z0-9_.-]/g;
const SHORTEST_HASH = 8;
const LONGEST_HASH = 40;

export interface NamedServer {
  /** Slug of the installation. */
  name: string;
  /** Tool names as the server gave them. */
  tools: readonly string[];
}

export interface ExposedName {
  server: string;
  /** The name the server knows. */
  tool: string;
  /** The name a client sees: 1 to 64 characters of `A-Za-z0-9_.-`, unique in the list even to a careless eye. */
  exposedName: string;
}

interface Candidate extends ExposedName {
  readonly wanted: string;
  /** Tells apart even what should never be twice: the same server name or the same tool name. */
  readonly identity: string;
  hashLength: number;
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Equal for names that a person or a case-insensitive client takes for the same. */
const lookOf = (name: string): string =>
  name.toLowerCase().replace(/rn/g, 'm').replace(/vv/g, 'w').replace(/[1i|]/g, 'l').replace(/0/g, 'o');

const isUsable = (name: string): boolean => name.length <= MAX_LENGTH && ALLOWED.test(name);

const rename = (candidate: Candidate): void => {
  if (candidate.hashLength === 0) {
    candidate.exposedName = candidate.wanted;
    return;
  }
  const suffix = `_${hash(candidate.identity).slice(0, candidate.hashLength)}`;
  candidate.exposedName = candidate.wanted.replace(FORBIDDEN, '_').slice(0, MAX_LENGTH - suffix.length) + suffix;
};

const colliding = (candidates: readonly Candidate[]): Candidate[] => {
  const byLook = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const look = lookOf(candidate.exposedName);
    const same = byLook.get(look);
    if (same) same.push(candidate);
    else byLook.set(look, [candidate]);
  }
  return [...byLook.values()].filter((same) => same.length > 1).flat();
};

const longerHash = ({ hashLength }: Candidate): number =>
  hashLength === 0 ? SHORTEST_HASH : Math.min(hashLength * 2, LONGEST_HASH);

const candidatesOf = (servers: readonly NamedServer[]): Candidate[] => {
  const seen = new Map<string, number>();
  return servers.flatMap(({ name, tools }) =>
    tools.map((tool) => {
      const wanted = servers.length === 1 ? tool : `${name}${SEPARATOR}${tool}`;
      const pair = JSON.stringify([name, tool]);
      const occurrence = seen.get(pair) ?? 0;
      seen.set(pair, occurrence + 1);
      const identity = occurrence === 0 ? pair : JSON.stringify([name, tool, occurrence]);
      return {
        server: name,
        tool,
        wanted,
        identity,
        exposedName: '',
        hashLength: isUsable(wanted) ? 0 : SHORTEST_HASH,
      };
    }),
  );
};

/**
 * The names under which a client sees the tools of a profile, in the order given. One server: unchanged; several: `<server>__<tool>`.
 * A name that is too long, has other characters or looks like another one ends in a hash of server and tool. All names that look
 * alike are changed, not just the later one, so that no server can take over a name another one had. Depends on nothing but its input.
 */
export const exposeNames = (servers: readonly NamedServer[]): ExposedName[] => {
  const candidates = candidatesOf(servers);
  candidates.forEach(rename);
  for (let again = colliding(candidates); again.length > 0; again = colliding(candidates)) {
    for (const candidate of again) {
      candidate.hashLength = longerHash(candidate);
      rename(candidate);
    }
  }
  return candidates.map(({ server, tool, exposedName }) => ({ server, tool, exposedName }));
};
