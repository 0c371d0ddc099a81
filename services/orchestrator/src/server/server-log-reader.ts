import type { LogLine } from '@archestra/contracts';
import type { InstanceRef, LogQuery, Runtime } from '../runtime/runtime.ts';
import type { Instance } from './instance.ts';

export interface LogRequest extends LogQuery {
  readonly instance?: string | undefined;
}

const byTime = (one: LogLine, other: LogLine): number => (one.at < other.at ? -1 : Number(one.at > other.at));

/** The logs of a server's instances in one, oldest line first; from where it runs when that keeps them. */
export const readLogs = async (
  runtime: Pick<Runtime, 'readLog'>,
  { organizationId, serverId }: Omit<InstanceRef, 'instance'>,
  instances: readonly Instance[],
  { instance: wanted, ...query }: LogRequest,
): Promise<LogLine[]> => {
  const chosen = instances.filter(({ key }) => wanted === undefined || key === wanted);
  const logs = await Promise.all(
    chosen.map(async (instance) => {
      await instance.learnSecrets();
      const ref = { organizationId, serverId, instance: instance.key };
      const kept = (await runtime.readLog(ref, query)) ?? instance.readLog(query);
      return kept.map((line) => ({ ...line, text: instance.hide(line.text), instance: instance.key }));
    }),
  );
  return logs.flat().sort(byTime).slice(-query.tail);
};
