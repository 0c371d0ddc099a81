import type { BlockRule, InvocationPolicy, ProfileSnapshot, ResultPolicy, ToolContract } from '@archestra/contracts';

/** What a profile grants of one server: which program it is, what it declared, and the pin of each granted tool by exact name. */
export interface ServerGrant {
  readonly name: string;
  readonly source: string;
  readonly resources: boolean;
  readonly prompts: boolean;
  readonly pins: ReadonlyMap<string, string>;
}

/** What a profile grants, by server id. */
export interface ProfileGrant {
  readonly id: string;
  readonly organizationId: string;
  readonly servers: ReadonlyMap<string, ServerGrant>;
}

/** Everything of one organization that a decision about one call depends on. */
export interface Policy {
  /** The profile as the registry knows it; absent when it knows none of that id. */
  readonly profile: ProfileGrant | undefined;
  /** Block rules of the organization by server id. */
  readonly blocks: ReadonlyMap<string, readonly BlockRule[]>;
  /** Contracts set by the organization's administrators, by `contractKey`. */
  readonly contracts: ReadonlyMap<string, ToolContract>;
  /** Administrators' policies on calls by server id. */
  readonly invocationPolicies?: ReadonlyMap<string, readonly InvocationPolicy[]>;
  /** Administrators' policies on results by server id. */
  readonly resultPolicies?: ReadonlyMap<string, readonly ResultPolicy[]>;
}

/** A call as its caller describes it. Nothing here is believed that `Policy` can contradict. */
export interface Call {
  readonly organizationId: string;
  readonly callId: string;
  /** Empty for a client tool that is named outside every profile. */
  readonly profileId: string;
  readonly serverId: string;
  readonly source: string;
  readonly kind: 'tool' | 'resource' | 'prompt';
  readonly name: string;
  readonly pin?: string | undefined;
  /** As they would be sent. Absent: nothing is known about them, which satisfies nothing. */
  readonly arguments?: unknown;
}

/** Index of a registry snapshot entry. What appears twice under one id or name is ambiguous and therefore not granted at all. */
export const profileGrant = ({ id, organizationId, servers }: ProfileSnapshot): ProfileGrant => ({
  id,
  organizationId,
  servers: uniqueMap(
    servers.map((server) => [
      server.serverId,
      {
        name: server.name,
        source: server.source,
        resources: declares(server.facts.capabilities, 'resources'),
        prompts: declares(server.facts.capabilities, 'prompts'),
        pins: uniqueMap(server.tools.map(({ tool }) => [tool.name, tool.pin])),
      },
    ]),
  ),
});

const declares = (capabilities: Record<string, unknown>, name: string): boolean =>
  Object.hasOwn(capabilities, name) && typeof capabilities[name] === 'object' && capabilities[name] !== null;

const uniqueMap = <V>(entries: readonly (readonly [string, V])[]): ReadonlyMap<string, V> => {
  const map = new Map(entries);
  const seen = new Set<string>();
  for (const [key] of entries) {
    if (seen.has(key)) map.delete(key);
    seen.add(key);
  }
  return map;
};
