import type { ProfileAccess, User } from '@archestra/contracts';
import { count } from '../display/format.ts';

/** Whether a person may use a profile. */
export const reaches = (
  { everyone, teamIds, userIds }: ProfileAccess,
  user: Pick<User, 'id' | 'teamIds' | 'isActive'>,
): boolean =>
  user.isActive && (everyone || userIds.includes(user.id) || teamIds.some((team) => user.teamIds.includes(team)));

const listed = (number: number, one: string, many: string): string => (number === 1 ? one : `${number} ${many}`);

/** Who may use a profile, in a few words. */
export const accessWords = ({ everyone, teamIds, userIds }: ProfileAccess): string => {
  if (everyone) return 'Everybody';
  const parts = [
    teamIds.length > 0 && count(teamIds.length, 'team'),
    userIds.length > 0 && listed(userIds.length, '1 person', 'people'),
  ].filter(Boolean);
  return parts.length === 0 ? 'Nobody' : parts.join(' and ');
};

export const sameAccess = (a: ProfileAccess, b: ProfileAccess): boolean => {
  const text = ({ everyone, teamIds, userIds }: ProfileAccess) =>
    JSON.stringify([everyone, teamIds.toSorted(), userIds.toSorted()]);
  return text(a) === text(b);
};
