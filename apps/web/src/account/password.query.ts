import { consoleRoutes } from '@archestra/contracts';
import { call } from '../api/api.client.ts';
import { useChange } from '../api/change.ts';
import { keys } from '../api/keys.ts';

/** Changes the own password. */
export const useChangePassword = () =>
  useChange((body: { currentPassword: string; newPassword: string }) => call(consoleRoutes.changePassword, { body }), {
    refresh: [keys.session],
    done: 'Password changed',
    showsError: true,
  });
