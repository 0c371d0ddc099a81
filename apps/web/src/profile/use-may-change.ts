import type { Profile } from '@archestra/contracts';
import { useCan, useSession } from '../session/session.query.ts';

/** Asks whether the signed-in person may change a profile: the own ones, or every one with `profile:manage`. */
export const useMayChange = (): ((profile: Pick<Profile, 'ownerId'>) => boolean) => {
  const can = useCan();
  const { user } = useSession();
  return ({ ownerId }) => can('profile:write') && (ownerId === user.id || can('profile:manage'));
};
