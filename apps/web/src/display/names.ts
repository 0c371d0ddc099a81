import { useSession, useCan } from '../session/session.query.ts';
import { useUserNames } from '../user/user.query.ts';

/** Says who a person is: “you”, their name, or plain words for those who may not know names. */
export const usePersonWords = (): ((id: string | null) => string) => {
  const { user } = useSession();
  const { data: names } = useUserNames(useCan()('user:read'));
  return (id) => {
    if (id === null) return 'Archestra';
    return id === user.id ? 'you' : (names?.get(id) ?? 'a colleague');
  };
};
