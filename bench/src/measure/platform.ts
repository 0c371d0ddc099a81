import type { Installation } from '@archestra/local';

const parts = [
  'gateway',
  'sanitizer',
  'orchestrator',
  'nats',
  'audit',
  'cost',
  'bff',
  'postgres',
  'registry',
  'identity',
  'knowledge',
  'redis',
];

/** The processes of an installation whose CPU and memory are told apart, by name. */
export const processesOf = (installation: Installation): Record<string, number> =>
  Object.fromEntries(parts.map((name) => [name, installation.pidOf(name)]));
