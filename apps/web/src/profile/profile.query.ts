import { consoleRoutes, type Assignment, type RouteInput } from '@archestra/contracts';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { call, collectPages } from '../api/api.client.ts';
import { useChange, useIsGoing, useRemoval } from '../api/change.ts';
import { keys } from '../api/keys.ts';

const PAGE = 200;

const profilesQuery = queryOptions({
  queryKey: keys.profileList,
  queryFn: ({ signal }) =>
    collectPages((cursor) => call(consoleRoutes.listProfiles, { query: { limit: PAGE, cursor } }, signal)),
});

export const useProfiles = () => useQuery(profilesQuery);

export const useProfile = (id: string) =>
  useQuery({
    queryKey: keys.profile(id),
    queryFn: ({ signal }) => call(consoleRoutes.getProfile, { params: { id } }, signal),
    enabled: !useIsGoing(keys.profile(id)),
  });

const WITHHELD_MS = 3_000;

/** The granted tools under the names clients see; asked again while one of them is withheld, because nothing announces its return. */
export const useProfileTools = (id: string, isWanted = true) => {
  const isGoing = useIsGoing(keys.profile(id));
  return useQuery({
    queryKey: keys.profileTools(id),
    queryFn: ({ signal }) => call(consoleRoutes.listProfileTools, { query: { profileId: id } }, signal),
    select: ({ items }) => items,
    enabled: isWanted && !isGoing,
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ exposedName }) => exposedName === null) ? WITHHELD_MS : false,
  });
};

export type ProfileText = RouteInput<typeof consoleRoutes.createProfile>['body'];
export const useCreateProfile = () =>
  useChange((body: ProfileText) => call(consoleRoutes.createProfile, { body }), {
    refresh: [keys.profiles],
    showsError: true,
  });

type ProfileChange = RouteInput<typeof consoleRoutes.updateProfile>['body'];
export const useUpdateProfile = (id: string) =>
  useChange((body: ProfileChange) => call(consoleRoutes.updateProfile, { params: { id }, body }), {
    refresh: [keys.profiles],
    done: 'Profile saved',
    showsError: true,
  });

export const useDeleteProfile = (id: string) =>
  useRemoval(() => call(consoleRoutes.deleteProfile, { params: { id } }), {
    gone: keys.profile(id),
    leaveTo: '/mcp/profiles',
    refresh: [keys.profileList],
    done: 'Profile deleted',
  });

const grant = async (id: string, { installationId: serverId, tools }: Assignment): Promise<void> => {
  const params = { id, serverId };
  if (tools.length === 0) await call(consoleRoutes.removeProfileServer, { params });
  else await call(consoleRoutes.setProfileServer, { params, body: { tools } });
};

const LOOK_MS = 120;
const LOOKS = 8;

/** Waits until the gateway serves what was granted, so that "saved" means it; a server that is not ready keeps nobody waiting for long. */
const served = async (profileId: string, changed: readonly Assignment[]): Promise<void> => {
  const servers = new Set(changed.map(({ installationId }) => installationId));
  for (let look = 0; look < LOOKS; look += 1) {
    const { items } = await call(consoleRoutes.listProfileTools, { query: { profileId } });
    if (items.every(({ serverId, exposedName }) => exposedName !== null || !servers.has(serverId))) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
};

/** Saves what changed, one server after the other; the first failure stops and is shown. */
const saveGrants = async (id: string, changed: readonly Assignment[]): Promise<void> => {
  for (const assignment of changed) await grant(id, assignment);
  await served(id, changed).catch(() => undefined);
};

export const useSaveGrants = (id: string) =>
  useChange((changed: Assignment[]) => saveGrants(id, changed), {
    refresh: [keys.profiles],
    done: 'Grants saved',
    showsError: true,
  });
