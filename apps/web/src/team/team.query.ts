import { consoleRoutes, type RouteInput } from '@archestra/contracts';
import { useQuery } from '@tanstack/react-query';
import { call, collectPages } from '../api/api.client.ts';
import { useChange, useIsGoing, useRemoval } from '../api/change.ts';
import { keys } from '../api/keys.ts';

/** Every team; not asked for those who may not know. */
export const useTeams = (enabled = true) =>
  useQuery({
    queryKey: keys.teamList,
    enabled,
    queryFn: ({ signal }) =>
      collectPages((cursor) => call(consoleRoutes.listTeams, { query: { limit: 200, cursor } }, signal)),
  });

export const useTeam = (id: string) =>
  useQuery({
    queryKey: keys.team(id),
    queryFn: ({ signal }) => call(consoleRoutes.getTeam, { params: { id } }, signal),
    enabled: !useIsGoing(keys.team(id)),
  });

export type TeamText = RouteInput<typeof consoleRoutes.createTeam>['body'];
export const useCreateTeam = () =>
  useChange((body: TeamText) => call(consoleRoutes.createTeam, { body }), { refresh: [keys.teams], showsError: true });

export const useUpdateTeam = (id: string) =>
  useChange((body: TeamText) => call(consoleRoutes.updateTeam, { params: { id }, body }), {
    refresh: [keys.teams],
    done: 'Team saved',
    showsError: true,
  });

export const useDeleteTeam = (id: string) =>
  useRemoval(() => call(consoleRoutes.deleteTeam, { params: { id } }), {
    gone: keys.team(id),
    leaveTo: '/settings/teams',
    refresh: [keys.teamList, keys.users, keys.profiles],
    done: 'Team deleted',
    showsError: true,
  });

const whatMembersChange = [keys.teams, keys.users, keys.session] as const;

/** Adds a person, or says whether they lead the team. */
export const useSetMember = (id: string) =>
  useChange(
    ({ userId, isLead }: { userId: string; isLead: boolean }) =>
      call(consoleRoutes.setTeamMember, { params: { id, userId }, body: { isLead } }),
    { refresh: whatMembersChange },
  );

export const useRemoveMember = (id: string) =>
  useChange((userId: string) => call(consoleRoutes.deleteTeamMember, { params: { id, userId } }), {
    refresh: whatMembersChange,
    done: 'Removed from the team',
  });
