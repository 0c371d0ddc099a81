import { consoleRoutes } from '@archestra/contracts';
import { useQuery } from '@tanstack/react-query';
import { call, collectPages } from '../api/api.client.ts';
import { useChange } from '../api/change.ts';
import { keys } from '../api/keys.ts';

const PAGE = 200;

/** Tools whose definition changed and that wait for a reviewer. */
export const useToolChanges = (installationId: string | undefined) =>
  useQuery({
    queryKey: keys.toolChangeList(installationId),
    queryFn: ({ signal }) =>
      collectPages((cursor) =>
        call(consoleRoutes.listToolChanges, { query: { limit: PAGE, installationId, cursor } }, signal),
      ),
  });

interface Decided {
  serverId: string;
  tool: string;
  pendingPin: string;
}

// A decision changes what the server offers and what every profile with the tool shows.
const touched = [keys.servers, keys.profiles];
const parts = ({ serverId: id, tool, pendingPin }: Decided) => ({ params: { id, tool }, body: { pendingPin } });

export const useAcceptChange = () =>
  useChange((decided: Decided) => call(consoleRoutes.acceptToolChange, parts(decided)), {
    refresh: touched,
    done: 'New definition accepted',
    showsError: true,
  });

export const useRejectChange = () =>
  useChange((decided: Decided) => call(consoleRoutes.rejectToolChange, parts(decided)), {
    refresh: touched,
    done: 'Rejected. The tool left every profile.',
    showsError: true,
  });
