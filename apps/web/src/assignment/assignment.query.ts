import { consoleRoutes, type RouteInput } from '@archestra/contracts';
import { call } from '../api/api.client.ts';
import { useChange } from '../api/change.ts';
import { keys } from '../api/keys.ts';

type ManyBody = RouteInput<typeof consoleRoutes.assignMany>['body'];
/** Adds or removes tools in many profiles; all of it or nothing. */
export const useAssignMany = () =>
  useChange((body: ManyBody) => call(consoleRoutes.assignMany, { body }), {
    refresh: [keys.profiles],
    showsError: true,
  });
