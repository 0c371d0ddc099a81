import { consoleRoutes, type RouteInput } from '@archestra/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { call } from '../api/api.client.ts';
import { useChange } from '../api/change.ts';
import { keys } from '../api/keys.ts';

/** Every provider of the organization, by name. */
export const useProviders = (enabled = true) =>
  useQuery({
    queryKey: keys.providers,
    enabled,
    queryFn: ({ signal }) => call(consoleRoutes.listProviders, {}, signal),
    select: ({ items }) => items.toSorted((a, b) => a.name.localeCompare(b.name)),
  });

/** Models that may be asked and the defaults; not asked for those who may use none. */
export const useModels = (enabled = true) =>
  useQuery({
    queryKey: keys.models,
    enabled,
    queryFn: ({ signal }) => call(consoleRoutes.listModels, {}, signal),
  });

const whatProvidersChange = [keys.providers, keys.models] as const;

export type ProviderBody = RouteInput<typeof consoleRoutes.createProvider>['body'];
export const useCreateProvider = () =>
  useChange((body: ProviderBody) => call(consoleRoutes.createProvider, { body }), {
    refresh: whatProvidersChange,
    showsError: true,
  });

export type ProviderChange = RouteInput<typeof consoleRoutes.updateProvider>['body'];
export const useUpdateProvider = () =>
  useChange(
    ({ id, ...body }: ProviderChange & { id: string }) => call(consoleRoutes.updateProvider, { params: { id }, body }),
    { refresh: whatProvidersChange, showsError: true },
  );

export const useDeleteProvider = () =>
  useChange((id: string) => call(consoleRoutes.deleteProvider, { params: { id } }), {
    refresh: whatProvidersChange,
    done: 'Provider deleted',
  });

/** Tests an address and a key; nothing is kept. */
export const useCheckProvider = () =>
  useMutation({
    mutationFn: (body: RouteInput<typeof consoleRoutes.checkProvider>['body']) =>
      call(consoleRoutes.checkProvider, { body }),
  });

export const useSetDefaults = () =>
  useChange(
    (body: RouteInput<typeof consoleRoutes.setModelDefaults>['body']) => call(consoleRoutes.setModelDefaults, { body }),
    { refresh: [keys.models], done: 'Defaults saved' },
  );
