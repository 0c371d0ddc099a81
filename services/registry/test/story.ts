import { orchestratorEvents, registry, type Installation, type Profile } from '@archestra/contracts';
import { v7 as uuid } from 'uuid';
import { until, type World } from './world.ts';

/** Somebody who manages everything, and who owns what the stories make. */
export const ownerId = '00000000-0000-7000-8000-000000000001';
export const viewer = { userId: ownerId, teamIds: [], seesAll: true };
export const source = { kind: 'package', registry: 'npm', package: '@scope/files', version: '1.0.0' } as const;

export const install = async (world: World, organizationId: string, name: string): Promise<Installation> => {
  const item = await world.client.call(
    registry.createCatalogItem,
    { ownerId, name, title: 'Files', source },
    { organizationId },
  );
  return world.client.call(
    registry.createInstallation,
    { catalogItemId: item.id },
    { organizationId, principal: 'user:admin' },
  );
};

export const started = async (world: World, organizationId: string, { id, name }: Installation): Promise<void> =>
  world.tell(orchestratorEvents.serverStarted, organizationId, { serverId: id, name, message: 'The server started.' });

export const look = (world: World, organizationId: string, id: string) =>
  world.client.call(registry.getInstallation, { viewer, id }, { organizationId });

export const ready = (world: World, organizationId: string, id: string) =>
  until(
    () => look(world, organizationId, id),
    ({ status }) => status === 'ready',
  );

/** An organization with a ready server of these tools. */
export const withServer = async (world: World, tools: unknown[]) => {
  const organizationId = uuid();
  const installation = await install(world, organizationId, 'files');
  const server = world.serve(installation.id, tools);
  await started(world, organizationId, installation);
  return { organizationId, installation: await ready(world, organizationId, installation.id), server };
};

export const grant = async (
  world: World,
  organizationId: string,
  { installationId, tools }: { installationId: string; tools: string[] },
): Promise<Profile> => {
  const profile = await world.client.call(registry.createProfile, { name: `p-${uuid()}` }, { organizationId });
  return world.client.call(
    registry.setAssignment,
    { viewer, profileId: profile.id, installationId, tools },
    { organizationId },
  );
};

export const served = (world: World, profileId: string): string[] | undefined =>
  world.profiles.get(profileId)?.servers.flatMap(({ tools }) => tools.map(({ exposedName }) => exposedName));
