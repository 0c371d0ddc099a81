import type { Profile, ProfileSnapshot, ProfileTool } from '@archestra/contracts';

/** One row for each granted tool of a profile, in grant order. `served` is what the gateway has for it, if anything. */
export const toolRows = (
  profile: Profile,
  serverNames: ReadonlyMap<string, string>,
  served: ProfileSnapshot | undefined,
): ProfileTool[] =>
  profile.assignments.flatMap(({ installationId, tools }) => {
    const server = served?.servers.find(({ serverId }) => serverId === installationId);
    const exposed = new Map(server?.tools.map(({ exposedName, tool }) => [tool.name, exposedName]));
    return tools.map((tool) => ({
      profileId: profile.id,
      profileName: profile.name,
      serverId: installationId,
      serverName: serverNames.get(installationId) ?? server?.name ?? installationId,
      tool,
      exposedName: exposed.get(tool) ?? null,
    }));
  });
