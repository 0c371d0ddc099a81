import { consoleRoutes, type CredentialScope } from '@archestra/contracts';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/api.client.ts';
import { useChange } from '../api/change.ts';
import { keys } from '../api/keys.ts';

/** Every credential one may know of: the own ones, of the own teams and of the organization; everybody's for administrators. */
export const useCredentials = (enabled = true) =>
  useQuery({
    queryKey: keys.credentialList,
    enabled,
    queryFn: ({ signal }) => call(consoleRoutes.listCredentials, { query: {} }, signal),
    select: ({ items }) => items,
  });

/** Which secret fields of a server are answered for me, and by whom. */
export const useCredentialFields = (serverId: string) =>
  useQuery({
    queryKey: keys.credentialFields(serverId),
    queryFn: ({ signal }) => call(consoleRoutes.resolveCredential, { params: { id: serverId } }, signal),
    select: ({ fields }) => fields,
  });

export interface CredentialInput {
  scope: CredentialScope;
  teamId?: string;
  values: Record<string, string>;
}
/** Replaces all fields of a credential; copies of the server that used the old ones start again. */
export const useSetCredential = (serverId: string) =>
  useChange((body: CredentialInput) => call(consoleRoutes.setCredential, { params: { id: serverId }, body }), {
    refresh: [keys.credentials, keys.servers],
    done: 'Credential saved',
    showsError: true,
  });

export const useDeleteCredential = () =>
  useChange((id: string) => call(consoleRoutes.deleteCredential, { params: { id } }), {
    refresh: [keys.credentials, keys.servers],
    done: 'Credential deleted',
  });
