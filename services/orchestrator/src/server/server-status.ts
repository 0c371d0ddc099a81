import type { ServerInstance, ServerPhase, ServerStatus } from '@archestra/contracts';
import type { Instance } from './instance.ts';

/** What tells most about the server as a whole comes first. */
const WEIGHT: readonly ServerPhase[] = ['running', 'backoff', 'failed', 'starting', 'preparing', 'asleep', 'stopped'];

const mostTelling = (views: readonly ServerInstance[]): ServerInstance | undefined =>
  [...views].sort((one, other) => WEIGHT.indexOf(one.phase) - WEIGHT.indexOf(other.phase))[0];

const sum = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? known.reduce((total, value) => total + value, 0) : null;
};

const inWords = (views: readonly ServerInstance[], telling: ServerInstance): string => {
  if (views.length === 1) return telling.message;
  const running = views.filter(({ phase }) => phase === 'running').length;
  return `${running} of ${views.length} copies run, each with the credentials of its owner. ${telling.message}`;
};

export interface Whole {
  readonly serverId: string;
  readonly isRemote: boolean;
  readonly instances: readonly Instance[];
  /** When there is no instance at all. */
  readonly resting: Pick<ServerStatus, 'phase' | 'message'>;
}

const headline = (
  views: readonly ServerInstance[],
  resting: Whole['resting'],
): Pick<ServerStatus, 'phase' | 'message' | 'pid' | 'startedAt'> => {
  const telling = mostTelling(views);
  if (!telling) return { ...resting, pid: null, startedAt: null };
  const { phase, pid, startedAt } = telling;
  return { phase, pid, startedAt, message: inWords(views, telling) };
};

const violationsOf = (instances: readonly Instance[]): ServerStatus['violations'] => {
  const total = { garbageLines: 0, duplicateAnswers: 0, oversizedFrames: 0 };
  for (const { violations } of instances) {
    total.garbageLines += violations.garbageLines;
    total.duplicateAnswers += violations.duplicateAnswers;
    total.oversizedFrames += violations.oversizedFrames;
  }
  return total;
};

/** The status of a server, summed up over its instances. */
export const statusOf = ({ serverId, isRemote, instances, resting }: Whole): ServerStatus => {
  const views = instances.map((instance) => instance.view());
  return {
    serverId,
    ...headline(views, resting),
    violations: violationsOf(instances),
    sandbox: isRemote ? 'remote' : (instances.find(({ sandbox }) => sandbox)?.sandbox ?? null),
    restarts: sum(views.map(({ restarts }) => restarts)) ?? 0,
    memoryBytes: sum(views.map(({ memoryBytes }) => memoryBytes)),
    cpuMs: sum(views.map(({ cpuMs }) => cpuMs)),
    instances: views,
  };
};
