import { AppError, type Principal } from '@archestra/contracts';

interface Wish {
  profileIds: string[] | null;
  expiresAt: string | null;
}

/**
 * A token that creates a token hands on no more than it has: it reaches the same profiles or fewer, and it ends no later.
 * Which scopes it may name, identity decides. Throws `NOT_ALLOWED`.
 */
export const assertNoWider = (
  { tokenId, profileIds, expiresAt }: Pick<Principal, 'tokenId' | 'profileIds' | 'expiresAt'>,
  wish: Wish,
): void => {
  if (tokenId === undefined) return;
  if (profileIds && !wish.profileIds?.every((id) => profileIds.includes(id)))
    throw new AppError('NOT_ALLOWED', 'This token reaches some profiles only. Name profiles among them.');
  const isLater = wish.expiresAt === null || Date.parse(wish.expiresAt) > Date.parse(expiresAt ?? '');
  if (expiresAt !== null && isLater)
    throw new AppError('NOT_ALLOWED', 'This token expires. The new one must not outlive it.');
};
