import { consoleRoutes } from '@archestra/contracts';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/api.client.ts';
import { useChange } from '../api/change.ts';
import { keys } from '../api/keys.ts';

export const useOrganization = (enabled = true) =>
  useQuery({
    queryKey: keys.organization,
    enabled,
    queryFn: ({ signal }) => call(consoleRoutes.getOrganization, {}, signal),
  });

export const useRenameOrganization = () =>
  useChange((name: string) => call(consoleRoutes.updateOrganization, { body: { name } }), {
    refresh: [keys.organization],
    done: 'Organization renamed',
    showsError: true,
  });

/** Makes another organization; the link for its first administrator is in this answer and nowhere else. */
export const useCreateOrganization = () =>
  useChange((body: { name: string; adminEmail: string }) => call(consoleRoutes.createOrganization, { body }), {
    refresh: [],
    showsError: true,
  });
