import { SubmittedSource } from '@archestra/contracts';
import { parseQuantity } from '../manifest/quantity.ts';
import type { McpServerSpec } from './mcp-server.ts';

type Proposed =
  | { readonly source: SubmittedSource; readonly refusal?: never }
  | { readonly source?: never; readonly refusal: string };

/** The platform writes these itself, and nothing of a proposal may be lost on the way to its review. */
const ownFields = [
  'organizationId',
  'installationId',
  'instance',
  'package',
  'secretName',
  'secretKeys',
  'secretRevision',
  'restartedAt',
] as const satisfies (keyof McpServerSpec)[];

const advice: Partial<Record<(typeof ownFields)[number], string>> = {
  package: 'Ask for a package in the console, or propose an image.',
  secretName: 'Credentials are given in the console once the server is approved.',
  secretKeys: 'Credentials are given in the console once the server is approved.',
};

const isGiven = (value: unknown): boolean => value !== undefined && !(Array.isArray(value) && value.length === 0);

const scaled = (quantity: string | undefined, factor = 1): number | undefined => {
  const number = quantity === undefined ? undefined : parseQuantity(quantity);
  return number === undefined ? undefined : Math.round(number * factor);
};

const limitsOf = ({ cpu, memory, ephemeralStorage }: McpServerSpec['resources']) => ({
  cpuMillis: scaled(cpu, 1_000),
  memoryBytes: scaled(memory),
  storageBytes: scaled(ephemeralStorage),
});

/** Where people find in their object what the registry calls differently. */
const placeOf = (path: readonly PropertyKey[]): string => {
  const [first = '', second = ''] = path.map(String);
  const places: Readonly<Record<string, string>> = {
    arguments: 'args',
    pullSecrets: 'imagePullSecrets',
    egressHosts: 'egress.hosts',
    limits: `resources.${{ cpuMillis: 'cpu', memoryBytes: 'memory' }[second] ?? 'ephemeralStorage'}`,
    environment: `environment.${second}`,
  };
  return places[first] ?? first;
};

/** What a `McpServer` that a person applied asks for, in the words of the registry; or why it cannot be reviewed. */
export const proposedSource = (spec: McpServerSpec): Proposed => {
  const own = ownFields.find((field) => isGiven(spec[field]));
  if (own)
    return { refusal: `Take spec.${own} out to have it reviewed: the platform sets it. ${advice[own] ?? ''}`.trim() };
  if (spec.transport === 'bridge')
    return {
      refusal:
        'Transport bridge is for packages, which are asked for in the console. An image is proposed with transport attach or http.',
    };
  const { image, transport, command, args, port, path, imagePullSecrets, egress } = spec;
  const source = SubmittedSource.safeParse({
    kind: 'image',
    ...{ image, transport, command, port, path },
    arguments: args,
    environment: Object.fromEntries(spec.environment.map(({ name, value }) => [name, value])),
    pullSecrets: imagePullSecrets,
    egressHosts: egress.hosts,
    limits: limitsOf(spec.resources),
  });
  if (source.success) return { source: source.data };
  const [issue] = source.error.issues;
  const where = placeOf(issue?.path ?? []);
  return { refusal: `The platform cannot run this: spec.${where}: ${issue?.message ?? 'unknown'}. Correct it.` };
};
