import { consoleRoutes, type DualLlmSettings } from '@archestra/contracts';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/api.client.ts';
import { useChange } from '../api/change.ts';
import { keys } from '../api/keys.ts';

export const useDualLlm = () =>
  useQuery({ queryKey: keys.dualLlm, queryFn: ({ signal }) => call(consoleRoutes.getDualLlm, {}, signal) });

export const useSetDualLlm = () =>
  useChange((body: DualLlmSettings) => call(consoleRoutes.setDualLlm, { body }), {
    refresh: [keys.dualLlm],
    done: 'Saved. It holds from the next result on.',
    showsError: true,
  });
