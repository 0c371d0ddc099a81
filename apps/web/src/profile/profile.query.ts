import { consoleRoutes, type Assignment, type RouteInput } from '@archestra/contracts';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { call, collectPages } from '../api/api.client.ts';
import { useChange } from '../api/change.ts';
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
  });

/** The granted tools under the names clients see. */
export const useProfileTools = (id: string) =>
  useQuery({
    queryKey: keys.profileTools(id),
    queryFn: ({ signal }) => call(consoleRoutes.listProfileTools, { query: { profileId: id } }, signal),
    select: ({ items }) => items,
  });

export type ProfileText = RouteInput<typeof consoleRoutes.createProfile>['body'];
export const useCreateProfile = () =>
  useChange((body: ProfileText) => call(consoleRoutes.createProfile, { body }), {
    refresh: [keys.profiles],
    showsError: true,
  });

export const useUpdateProfile = (id: string) =>
  useChange(
    (body: { name: string; description: string }) => call(consoleRoutes.updateProfile, { params: { id }, body }),
    {
      refresh: [keys.profiles],
      done: 'Profile saved',
      showsError: true,
    },
  );

export const useDeleteProfile = (id: string) =>
  useChange(() => call(consoleRoutes.deleteProfile, { params: { id } }), {
    refresh: [keys.profileList],
    done: 'Profile deleted',
  });

const grant = async (id: string, { installationId: serverId, tools }: Assignment): Promise<void> => {
  const params = { id, serverId };
  if (tools.length === 0) await call(consoleRoutes.removeProfileServer, { params });
  else await call(consoleRoutes.setProfileServer, { params, body: { tools } });
};

/** Saves what changed, one server after the other; the first failure stops and is shown. */
export const useSaveGrants = (id: string) =>
  useChange(
    async (changed: Assignment[]) => {
      for (const assignment of changed) await grant(id, assignment);
    },
    { refresh: [keys.profiles], done: 'Grants saved', showsError: true },
  );
