import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A process of the platform, in the order of the list. */
export interface Service {
  name: string;
  /** Folder below the repository. */
  folder: string;
  isDoor: boolean;
  usesRedis: boolean;
  /** Writes down what happened; no call waits for it. */
  isBackground?: boolean;
  /** Not a part of the platform: gets a port and nothing else, neither a login nor a key. */
  isApart?: boolean;
  preferredPort?: number;
}

const room = (name: string, usesRedis = false): Service => ({
  name,
  folder: `services/${name}`,
  isDoor: false,
  usesRedis,
});

/** Every process `./start` runs besides the servers. */
export const services: readonly Service[] = [
  room('identity'),
  room('registry', true),
  room('sanitizer'),
  room('cost', true),
  { ...room('audit'), isBackground: true },
  room('knowledge'),
  room('orchestrator'),
  { ...room('demo-provider'), folder: 'deploy/demo-provider', isApart: true },
  { name: 'gateway', folder: 'services/gateway', isDoor: true, usesRedis: false, preferredPort: 8787 },
  { name: 'bff', folder: 'apps/bff', isDoor: true, usesRedis: true, preferredPort: 3000 },
];

/** Folder of the service's migrations. */
export const migrationsOf = (repository: string, { folder }: Service): string =>
  join(repository, folder, 'prisma', 'migrations');

/** The services that own a schema: those with migrations. */
export const schemaOwners = (repository: string): Service[] =>
  services.filter((service) => existsSync(migrationsOf(repository, service)));

/** Names of the migrations of a service; part of what makes a plan new. */
export const migrationNames = (repository: string, service: Service): string[] =>
  existsSync(migrationsOf(repository, service)) ? readdirSync(migrationsOf(repository, service)).sort() : [];
