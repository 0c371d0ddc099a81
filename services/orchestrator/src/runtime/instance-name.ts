import type { InstanceRef } from './runtime.ts';

/** What tells an instance from all others on one machine. */
export type InstanceName = Pick<InstanceRef, 'serverId' | 'instance'>;

/** Name of the one instance of a candidate in its first run. */
export const TRIAL_INSTANCE = 'trial';

/** An instance in the name of a file, and back: ids of people and teams have no colon. */
export const fileNameOf = (instance: string): string => instance.replaceAll(':', '-');
export const instanceIn = (fileName: string): string => fileName.replace(/^(user|team)-/, '$1:');
