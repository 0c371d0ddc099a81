import type { Home } from '../home/home.ts';
import type { Progress } from '../progress/progress.ts';
import { readStatus, stopSupervisor } from '../supervisor/remote.ts';

/** `./start --down`: stops everything of this checkout. */
export const down = async (home: Home, progress: Progress): Promise<void> => {
  if (!readStatus(home)) return progress.note('Nothing runs.');
  await progress.step('Stop services, NATS, Redis and PostgreSQL', () => stopSupervisor(home));
};
