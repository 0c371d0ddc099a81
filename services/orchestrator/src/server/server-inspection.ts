import type { ServerInstance, ServerStatus } from '@archestra/contracts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Instance } from './instance.ts';
import type { ManagedServer } from './managed-server.ts';

type Inspector = Pick<Runtime, 'inspect'>;

const seenFrom = async (runtime: Inspector, server: ManagedServer, instance: Instance): Promise<ServerInstance> => {
  const { id: serverId, organizationId } = server.desired;
  const view = instance.view();
  const { pods, conditions } = await runtime.inspect({ organizationId, serverId, instance: instance.key });
  if (conditions.length > 0) await instance.learnSecrets();
  const shown = conditions.map((condition) => ({ ...condition, message: instance.hide(condition.message) }));
  return { ...view, pods: [...pods], conditions: shown };
};

/** The status of a server with what only its runtime knows. */
export const inspected = async (server: ManagedServer, runtime: Inspector): Promise<ServerStatus> => ({
  ...server.status(),
  instances: await Promise.all(server.instances().map((instance) => seenFrom(runtime, server, instance))),
});

/** The objects that describe a server where it runs, as YAML. */
export const manifestOf = async (server: ManagedServer, runtime: Inspector): Promise<string> => {
  const { id: serverId, organizationId } = server.desired;
  const manifests = await Promise.all(
    server.instances().map(async (instance) => {
      const { manifest } = await runtime.inspect({ organizationId, serverId, instance: instance.key });
      if (manifest === null) return [];
      await instance.learnSecrets();
      return [instance.hide(manifest)];
    }),
  );
  return manifests.flat().join('---\n');
};
