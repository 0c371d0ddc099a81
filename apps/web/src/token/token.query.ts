import { consoleRoutes, type RouteInput, type Token } from '@archestra/contracts';
import { useQuery } from '@tanstack/react-query';
import { call, collectPages } from '../api/api.client.ts';
import { useChange } from '../api/change.ts';
import { keys } from '../api/keys.ts';

const newestFirst = (tokens: Token[]): Token[] =>
  tokens.toSorted(
    (a, b) => Number(a.revokedAt !== null) - Number(b.revokedAt !== null) || b.createdAt.localeCompare(a.createdAt),
  );

/** The own tokens, newest first; revoked ones last. */
export const useTokens = (enabled = true) =>
  useQuery({
    queryKey: keys.ownTokens,
    enabled,
    queryFn: ({ signal }) => call(consoleRoutes.listTokens, {}, signal),
    select: ({ items }) => newestFirst(items),
  });

/** Tokens of one team, or of every team and service, in the same order. */
export const useSharedTokens = (teamId?: string, enabled = true) =>
  useQuery({
    queryKey: keys.sharedTokens(teamId),
    enabled,
    queryFn: ({ signal }) =>
      collectPages((cursor) => call(consoleRoutes.listSharedTokens, { query: { teamId, limit: 200, cursor } }, signal)),
    select: newestFirst,
  });

type PersonalToken = RouteInput<typeof consoleRoutes.createToken>['body'];
type SharedToken = RouteInput<typeof consoleRoutes.createSharedToken>['body'];
/** What is filled in for a token; `owner` says for whom it acts: `me`, a team by id, or a machine of its own. */
export type NewToken = Required<PersonalToken> & { owner: TokenOwner };
export type TokenOwner = { kind: 'me' } | { kind: 'team'; teamId: string } | { kind: 'service' };

const shared = (token: PersonalToken, teamId: string | null): SharedToken => ({
  ...token,
  teamId,
  scopes: token.scopes ?? [],
});

/** Creates a token; the answer is the only place its secret ever is. */
export const useCreateToken = () =>
  useChange(
    ({ owner, ...body }: NewToken) => {
      if (owner.kind === 'me') return call(consoleRoutes.createToken, { body });
      const teamId = owner.kind === 'team' ? owner.teamId : null;
      return call(consoleRoutes.createSharedToken, { body: shared(body, teamId) });
    },
    { refresh: [keys.tokens], showsError: true },
  );

/** Ends a token: an own one, or one of a team or service. */
export const useRevokeToken = () =>
  useChange(
    ({ id, kind }: Token) =>
      call(kind === 'user' ? consoleRoutes.revokeToken : consoleRoutes.revokeSharedToken, { params: { id } }),
    { refresh: [keys.tokens], done: 'Token revoked' },
  );
