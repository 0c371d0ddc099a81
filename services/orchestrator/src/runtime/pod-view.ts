import type { ServerCondition, ServerPod } from '@archestra/contracts';
import { dumpYaml, type V1ContainerStatus, type V1Pod } from '@kubernetes/client-node';
import { MCP_SERVER, type Condition, type McpServerView } from '../cluster/mcp-server.ts';

const containerView = (container: V1ContainerStatus | undefined): Pick<ServerPod, 'ready' | 'restarts' | 'image'> =>
  container
    ? {
        ready: container.ready,
        restarts: container.restartCount,
        image: container.imageID || container.image || null,
      }
    : { ready: false, restarts: 0, image: null };

export const podView = ({ metadata = {}, status = {} }: V1Pod): ServerPod => ({
  name: metadata.name ?? '',
  phase: metadata.deletionTimestamp ? 'Terminating' : (status.phase ?? 'Unknown'),
  startedAt: status.startTime ? new Date(status.startTime).toISOString() : null,
  ...containerView(containerOf({ status })),
});

/** Our pods have one container beside the one that fetches the package. */
export const containerOf = (pod: V1Pod | undefined): V1ContainerStatus | undefined =>
  pod?.status?.containerStatuses?.[0];

export const conditionView = ({ type, status, reason, message, lastTransitionTime }: Condition): ServerCondition => ({
  type,
  status,
  reason,
  message,
  since: new Date(lastTransitionTime).toISOString(),
});

/** The object as YAML. Values of secrets are not in it to begin with. */
export const manifestOf = ({ name, namespace, spec, status }: McpServerView): string => {
  const { apiVersion, kind } = MCP_SERVER;
  return dumpYaml({ apiVersion, kind, metadata: { name, namespace }, spec, status });
};
