import { which } from '../machine/command.ts';
import { LEAST_VECTOR } from './pgvector.ts';
import { findPostgres, vectorVersion } from './postgres.ts';
import { isAtLeast } from './version.ts';

/** What this platform needs from the machine. */
export const parts = ['postgres', 'nats', 'redis', 'bubblewrap'] as const;
/** `tini` is part of the image of servers in pods, which tests make of what this machine has. */
export type Part = (typeof parts)[number] | 'tini';

const hasVector = (): boolean => {
  const installed = findPostgres();
  const version = installed && vectorVersion(installed);
  return version !== undefined && isAtLeast(version, LEAST_VECTOR);
};

const present: Record<Part, () => boolean> = {
  postgres: hasVector,
  nats: () => which('nats-server') !== undefined,
  redis: () => which('redis-server') !== undefined,
  // Sandboxing by bubblewrap exists on Linux only.
  bubblewrap: () => process.platform !== 'linux' || which('bwrap') !== undefined,
  tini: () => which('tini') !== undefined,
};

/** Which of the wanted parts this machine lacks. PostgreSQL counts as there when its pgvector is new enough. */
export const missing = (wanted: readonly Part[]): Part[] => wanted.filter((part) => !present[part]());
