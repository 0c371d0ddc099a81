import { useProfiles } from '../profile/profile.query.ts';
import { useCan } from '../session/session.query.ts';
import { useTeams } from '../team/team.query.ts';
import type { Names } from './rule-words.ts';

/** Names of teams and profiles, as far as the person may see them. */
export const useNames = (): Names => {
  const { data: profiles = [] } = useProfiles();
  const { data: teams = [] } = useTeams(useCan()('team:read'));
  return {
    teams: new Map(teams.map(({ id, name }) => [id, name])),
    profiles: new Map(profiles.map(({ id, name }) => [id, name])),
  };
};
