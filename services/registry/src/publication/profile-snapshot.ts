import {
  sourceIdentity,
  type ProfileSnapshot,
  type ServerFacts,
  type ServerSource,
  type Tool,
} from '@archestra/contracts';
import { exposeNames } from '@archestra/mcp';

/** Leaves room for headers below the 1 MiB a message may have. */
export const MAX_SNAPSHOT_BYTES = 983_040;

/** A server of a profile: what was granted, with the granted pins, and what the server offers now. */
export interface GrantedServer {
  id: string;
  name: string;
  source: ServerSource;
  facts: ServerFacts | null;
  grants: { tool: string; pin: string }[];
  tools: ReadonlyMap<string, Tool>;
}

type Server = ProfileSnapshot['servers'][number];

const servedTools = ({ grants, tools }: GrantedServer, exposed: ReadonlyMap<string, string>): Server['tools'] =>
  grants.flatMap((grant) => {
    const tool = tools.get(grant.tool);
    const exposedName = exposed.get(grant.tool);
    return tool && exposedName && tool.pin === grant.pin ? [{ exposedName, tool }] : [];
  });

const fitting = (servers: Server[]): Server[] => {
  let bytes = 0;
  return servers.filter((server) => {
    const size = Buffer.byteLength(JSON.stringify(server));
    const fits = bytes + size <= MAX_SNAPSHOT_BYTES;
    if (fits) bytes += size;
    return fits;
  });
};

/**
 * What gateways may serve of a profile. A tool whose definition is not the granted one is left out; names are computed over
 * all grants, so that withholding one tool never renames another. Servers that do not fit a message are left out, never cut.
 */
export const profileSnapshot = (
  profile: Omit<ProfileSnapshot, 'servers'>,
  granted: readonly GrantedServer[],
): ProfileSnapshot => {
  const names = exposeNames(granted.map(({ name, grants }) => ({ name, tools: grants.map(({ tool }) => tool) })));
  const byServer = Map.groupBy(names, ({ server }) => server);
  const servers = granted.flatMap((server): Server[] => {
    const { id, name, source, facts } = server;
    if (!facts) return [];
    const exposed = new Map((byServer.get(name) ?? []).map(({ tool, exposedName }) => [tool, exposedName]));
    return [{ serverId: id, name, source: sourceIdentity(source), facts, tools: servedTools(server, exposed) }];
  });
  return { ...profile, servers: fitting(servers) };
};
