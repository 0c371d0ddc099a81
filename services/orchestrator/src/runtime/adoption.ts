import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@archestra/contracts';
import type { McpServers, McpServerView } from '../cluster/mcp-server.ts';
import { proposedSource } from '../cluster/proposed-source.ts';
import { canonical } from '../manifest/config-hash.ts';
import type { InstanceRef, LaunchSpec } from './runtime.ts';

const LOOK_AGAIN_MS = 50;
/** After a start the cluster is known within a moment, unless it is away. */
const PATIENCE_MS = 8_000;

type Known = Pick<McpServers, 'list' | 'isSynced'>;

/** The object of an instance, whatever its name is. */
export const ownObject = (
  servers: Pick<McpServers, 'list'>,
  { organizationId, serverId, instance }: InstanceRef,
): McpServerView | undefined =>
  servers
    .list()
    .find(
      ({ spec }) =>
        spec.installationId === serverId && spec.organizationId === organizationId && spec.instance === instance,
    );

/**
 * The object that a person applied and that is to become this instance; nothing when it is gone, or somebody's already.
 * Throws `CONFLICT` when it says something else by now than what was approved, `SERVER_UNAVAILABLE` while that is not known.
 */
export const adoptable = async (
  servers: Known,
  spec: LaunchSpec,
  patienceMs = PATIENCE_MS,
): Promise<McpServerView | undefined> => {
  const { adopts } = spec;
  if (!adopts) return undefined;
  for (const end = Date.now() + patienceMs; !servers.isSynced && Date.now() < end;) await delay(LOOK_AGAIN_MS);
  if (ownObject(servers, spec)) return undefined;
  if (!servers.isSynced)
    throw new AppError('SERVER_UNAVAILABLE', 'What exists in the cluster is not known yet. It is tried again.');
  const found = servers.list().find(({ uid, namespace }) => uid === adopts.uid && namespace === adopts.namespace);
  if (!found || found.spec.installationId !== undefined) return undefined;
  if (canonical(proposedSource(found.spec).source) === canonical(adopts.source)) return found;
  throw new AppError(
    'CONFLICT',
    `The McpServer “${found.name}” in the cluster was changed after it was approved. Its new form is a request of its own.`,
  );
};
