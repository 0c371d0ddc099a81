import { consoleRoutes } from '@archestra/contracts';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/api.client.ts';
import { useChange } from '../api/change.ts';
import { keys } from '../api/keys.ts';

/** The own tokens, newest first; revoked ones last. */
export const useTokens = () =>
  useQuery({
    queryKey: keys.tokens,
    queryFn: ({ signal }) => call(consoleRoutes.listTokens, {}, signal),
    select: ({ items }) =>
      items.toSorted(
        (a, b) => Number(a.revokedAt !== null) - Number(b.revokedAt !== null) || b.createdAt.localeCompare(a.createdAt),
      ),
  });

/** Creates a token; the answer is the only place its secret ever is. */
export const useCreateToken = () =>
  useChange((body: { name: string; expiresAt: string | null }) => call(consoleRoutes.createToken, { body }), {
    refresh: [keys.tokens],
    showsError: true,
  });

export const useRevokeToken = () =>
  useChange((id: string) => call(consoleRoutes.revokeToken, { params: { id } }), {
    refresh: [keys.tokens],
    done: 'Token revoked',
  });
