import { usePersonWords } from '../display/names.ts';
import { useCan } from '../session/session.query.ts';
import { useTeams } from '../team/team.query.ts';

/** Says whose credentials a running copy uses: `user:<id>` becomes a name. */
export const useInstanceWords = (): ((instance: string) => string) => {
  const personWords = usePersonWords();
  const { data: teams = [] } = useTeams(useCan()('team:read'));
  return (instance) => {
    const [kind, id = ''] = instance.split(':');
    if (kind === 'user') return `For ${personWords(id)}`;
    if (kind === 'team') return `For team ${teams.find((team) => team.id === id)?.name ?? id.slice(0, 8)}`;
    return kind === 'organization' ? 'For the organization' : 'Shared by everybody';
  };
};
