import type { BudgetScope } from '@archestra/contracts';
import { useProfiles } from '../profile/profile.query.ts';
import { useModelNames } from '../provider/model-select.tsx';
import { useCan } from '../session/session.query.ts';
import { useTeams } from '../team/team.query.ts';
import { useSharedTokens, useTokens } from '../token/token.query.ts';
import { useUsers } from '../user/user.query.ts';

interface Subject {
  id: string;
  name: string;
}

/** Whom budgets may name, by scope; as far as the person may see them. */
export const useSubjects = (): Record<BudgetScope, Subject[]> => {
  const can = useCan();
  const { data: teams = [] } = useTeams(can('team:read'));
  const { data: users = [] } = useUsers(can('user:read'));
  const { data: profiles = [] } = useProfiles();
  const models = useModelNames();
  const { data: own = [] } = useTokens(can('token:read'));
  const { data: shared = [] } = useSharedTokens(undefined, can('shared-token:read'));
  return {
    organization: [],
    team: teams,
    user: users,
    profile: profiles,
    token: [...own, ...shared].filter(({ revokedAt }) => revokedAt === null),
    model: models.map((name) => ({ id: name, name })),
  };
};
