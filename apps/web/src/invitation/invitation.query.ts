import { consoleRoutes, type RouteInput } from '@archestra/contracts';
import { useQuery } from '@tanstack/react-query';
import { call, collectPages } from '../api/api.client.ts';
import { useChange } from '../api/change.ts';
import { keys } from '../api/keys.ts';

/** Invitations nobody has accepted yet, newest first. */
export const useInvitations = () =>
  useQuery({
    queryKey: keys.invitations,
    queryFn: ({ signal }) =>
      collectPages((cursor) => call(consoleRoutes.listInvitations, { query: { limit: 200, cursor } }, signal)),
  });

export type NewInvitation = RouteInput<typeof consoleRoutes.createInvitation>['body'];
/** Invites a person; the answer is the only place its link ever is. */
export const useInvite = () =>
  useChange((body: NewInvitation) => call(consoleRoutes.createInvitation, { body }), {
    refresh: [keys.invitations],
    showsError: true,
  });

export const useWithdrawInvitation = () =>
  useChange((id: string) => call(consoleRoutes.deleteInvitation, { params: { id } }), {
    refresh: [keys.invitations],
    done: 'Invitation withdrawn',
  });

/** What the invitation behind a secret is about; asked without a session. */
export const useInvitation = (secret: string) =>
  useQuery({
    queryKey: [...keys.invitations, 'mine', secret],
    queryFn: ({ signal }) => call(consoleRoutes.readInvitation, { body: { secret } }, signal),
    enabled: secret !== '',
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

export const useAcceptInvitation = () =>
  useChange(
    (body: { secret: string; name: string; password: string }) => call(consoleRoutes.acceptInvitation, { body }),
    { refresh: [], showsError: true },
  );
