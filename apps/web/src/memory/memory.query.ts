import { consoleRoutes } from '@archestra/contracts';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/api.client.ts';
import { useChange } from '../api/change.ts';
import { keys } from '../api/keys.ts';

/** The own memories, the latest change first. */
export const useMemories = () =>
  useQuery({
    queryKey: keys.memories,
    queryFn: ({ signal }) => call(consoleRoutes.listMemories, {}, signal),
    select: ({ items }) => items.toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt)),
  });

export const useSetMemory = () =>
  useChange(
    ({ name, value }: { name: string; value: string }) =>
      call(consoleRoutes.setMemory, { params: { name }, body: { value } }),
    {
      refresh: [keys.memories],
      done: 'Remembered',
      showsError: true,
    },
  );

export const useDeleteMemory = () =>
  useChange((name: string) => call(consoleRoutes.deleteMemory, { params: { name } }), {
    refresh: [keys.memories],
    done: 'Forgotten',
  });
