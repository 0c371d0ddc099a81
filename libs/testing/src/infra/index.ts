export { createTestDatabase } from './database.ts';
export type { TestDatabase } from './database.ts';
export { useInfra } from './infra.ts';
export type { Infra } from './infra.ts';
export { useDatabase } from './use-database.ts';
export { useNats } from './use-nats.ts';
