import { AppError } from '@archestra/contracts';
import { McpServerSpec, type McpServerInstance, type McpServerView } from '../cluster/mcp-server.ts';
import type { ImageWorkload, LaunchSpec, PackageWorkload } from './runtime.ts';

/** Where a package lies in its pod. */
const PACKAGE_FOLDER = '/package';
const BRIDGE_PORT = 8_080;
export const BRIDGE_PATH = '/mcp';

/** Key of the Secret that only the init container sees. */
const PACKAGE_TOKEN = 'ARCHESTRA_PACKAGE_TOKEN';

/** A package as its pod gets it. */
export interface PackedForPod {
  readonly url: string;
  readonly sha256: string;
  readonly token: string;
}

export interface BridgeParts {
  readonly image: string;
  readonly tokenSha256: string;
  readonly packed: PackedForPod;
}

type Part = Partial<McpServerInstance['spec']> & Pick<McpServerInstance['spec'], 'image' | 'transport'>;

const variables = (values: Readonly<Record<string, string>>): { name: string; value: string }[] =>
  Object.entries(values).map(([name, value]) => ({ name, value }));

const resourcesOf = ({ limits }: LaunchSpec): NonNullable<Part['resources']> => ({
  ...(limits.cpuMillis === undefined ? {} : { cpu: `${limits.cpuMillis}m` }),
  ...(limits.memoryBytes === undefined ? {} : { memory: String(limits.memoryBytes) }),
  ...(limits.storageBytes === undefined ? {} : { ephemeralStorage: String(limits.storageBytes) }),
});

const packagePart = (workload: PackageWorkload, { image, packed, tokenSha256 }: BridgeParts): Part => {
  if (workload.directories.length > 0)
    throw new AppError(
      'SERVER_UNAVAILABLE',
      'Directories of a machine can be shared only where servers run as its processes, not on Kubernetes.',
    );
  const moved = (text: string): string => text.replaceAll(workload.folder, PACKAGE_FOLDER);
  const environment = Object.entries(workload.environment).map(([name, value]) => ({ name, value: moved(value) }));
  return {
    transport: 'bridge',
    image,
    command: workload.command.map(moved),
    environment: [...environment, { name: 'ARCHESTRA_BRIDGE_TOKEN_SHA256', value: tokenSha256 }],
    port: BRIDGE_PORT,
    path: BRIDGE_PATH,
    package: { url: packed.url, sha256: packed.sha256, tokenKey: PACKAGE_TOKEN },
  };
};

const imagePart = ({ image, transport, command, arguments: args, port, path, pullSecrets }: ImageWorkload): Part => ({
  transport,
  image,
  command: [...command],
  args: [...args],
  imagePullSecrets: [...pullSecrets],
  ...(transport === 'http' ? { port, path } : {}),
});

/** The object that makes a cluster run an instance. What leads to the proxy is a secret, too: it names who goes there. */
export const describeInstance = (
  name: string,
  spec: LaunchSpec,
  bridge: BridgeParts | undefined,
): McpServerInstance => {
  const { workload } = spec;
  const part = workload.kind === 'image' ? imagePart(workload) : packagePart(workload, required(bridge));
  const visible = { ...spec.egress?.environment, ...spec.secrets };
  return {
    name,
    title: spec.name,
    spec: {
      ...part,
      organizationId: spec.organizationId,
      installationId: spec.serverId,
      instance: spec.instance,
      environment: [...(part.environment ?? []), ...variables(spec.environment)],
      secretKeys: Object.keys(visible).sort(),
      resources: resourcesOf(spec),
      egress: { hosts: [...(spec.egress?.hosts ?? [])] },
      replicas: 1,
    },
    secret: { ...visible, ...(bridge ? { [PACKAGE_TOKEN]: bridge.packed.token } : {}) },
  };
};

const required = (bridge: BridgeParts | undefined): BridgeParts => {
  if (!bridge) throw new Error('a package needs a bridge');
  return bridge;
};

/** The operator adds these by itself. */
const comparable = (spec: McpServerSpec): string =>
  JSON.stringify({ ...spec, secretName: undefined, secretRevision: undefined }, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );

/** Whether what is known of an object is of the object as it was written, not of the one before. */
export const isAsWritten = (view: McpServerView, instance: McpServerInstance): boolean =>
  comparable(view.spec) === comparable(McpServerSpec.parse(instance.spec));
