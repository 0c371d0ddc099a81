import { consoleRoutes, type ToolContract, type ToolFilter } from '@archestra/contracts';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { call } from '../api/api.client.ts';
import { useChange } from '../api/change.ts';
import { keys } from '../api/keys.ts';

const PAGE = 50;

/** Tools of all servers, page after page. */
export const useTools = (filter: ToolFilter) =>
  useInfiniteQuery({
    queryKey: keys.toolList(filter),
    queryFn: ({ pageParam, signal }) => {
      const query = { ...filter, limit: PAGE, cursor: pageParam ?? undefined };
      return call(consoleRoutes.listTools, { query }, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });

/** Which tool a contract is for. */
interface ToolPlace {
  id: string;
  tool: string;
}

/** Gives tools their contracts one after the other; ends with the first that is refused. */
export const useSetContracts = () =>
  useChange(
    async (contracts: readonly { place: ToolPlace; body: ToolContract }[]) => {
      for (const { place, body } of contracts) await call(consoleRoutes.setContract, { params: { ...place }, body });
    },
    { refresh: [keys.tools, keys.servers], done: 'Saved. It holds from the next call on.', showsError: true },
  );

export const useResetContract = () =>
  useChange((place: ToolPlace) => call(consoleRoutes.deleteContract, { params: { ...place } }), {
    refresh: [keys.tools, keys.servers],
    done: 'Removed. The default holds from the next call on.',
    showsError: true,
  });
