import { useCan, useSession } from '../session/session.query.ts';
import { useUserNames } from '../user/user.query.ts';

/** The name of a person, “you” for oneself, nothing for those whose name one may not know. */
export const usePersonName = (): ((id: string) => string | undefined) => {
  const { user } = useSession();
  const { data: names } = useUserNames(useCan()('user:read'));
  return (id) => (id === user.id ? 'you' : names?.get(id));
};

/** Says who a person is in any case: “you”, their name, or plain words for those who may not know names. */
export const usePersonWords = (): ((id: string | null) => string) => {
  const nameOf = usePersonName();
  return (id) => (id === null ? 'Archestra' : (nameOf(id) ?? 'a colleague'));
};
