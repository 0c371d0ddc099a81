import { z } from 'zod';

const packageName = z
  .string()
  .regex(/^(@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*$/i)
  .max(214);
const argument = z.string().max(1_024);
const environmentName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
  .max(128);
const environment = z.record(environmentName, z.string().max(4_096)).default({});

/** A host a server may reach: `host`, `host:port`, `*.host` for its subdomains, or `*` for every public host. Private and metadata addresses stay refused. */
export const EgressHost = z
  .string()
  .max(261)
  .regex(
    /^(\*|(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[0-9]{1,5})?)$/,
    'a host in lower case, host:port, *.host, or *',
  );
const egressHosts = z.array(EgressHost).max(64).default([]);

/** Limits of one running server; what is absent takes the platform's default. */
export const ResourceLimits = z.object({
  cpuMillis: z.number().int().min(10).max(64_000).optional(),
  memoryBytes: z
    .number()
    .int()
    .min(16 * 1024 ** 2)
    .max(256 * 1024 ** 3)
    .optional(),
  storageBytes: z
    .number()
    .int()
    .min(1024 ** 2)
    .max(1024 ** 4)
    .optional(),
});
export type ResourceLimits = z.output<typeof ResourceLimits>;

/** A program from a package registry, run over stdio. `version` is exact: what was reviewed is what runs. */
export const PackageSource = z.object({
  kind: z.literal('package'),
  registry: z.enum(['npm', 'pypi']),
  package: packageName,
  version: z
    .string()
    .regex(/^[\w.+-]+$/)
    .max(64),
  arguments: z.array(argument).max(64).default([]),
  /** Not for secrets: visible to everybody who may set servers up, and on record. */
  environment,
  /** Host directories the server may see, each at the same path; nothing else of the host is visible. Only where servers run on one machine. */
  directories: z
    .array(z.object({ path: z.string().startsWith('/').max(1_024), writable: z.boolean().default(false) }))
    .max(16)
    .default([]),
  egressHosts,
  limits: ResourceLimits.default({}),
});

/** A container image, for Kubernetes. `attach` talks to its stdin and stdout, `http` to Streamable HTTP on `port` and `path`. */
export const ImageSource = z.object({
  kind: z.literal('image'),
  image: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9._:/-]*(@sha256:[0-9a-f]{64})?$/,
      'an image reference such as registry/name:tag or registry/name@sha256:…',
    )
    .max(512),
  transport: z.enum(['attach', 'http']),
  command: z.array(argument).max(64).default([]),
  arguments: z.array(argument).max(64).default([]),
  environment,
  port: z.number().int().min(1).max(65_535).default(8_080),
  path: z.string().startsWith('/').max(256).default('/mcp'),
  /** Names of pull secrets that exist in the namespace of the servers. */
  pullSecrets: z
    .array(z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/))
    .max(4)
    .default([]),
  egressHosts,
  limits: ResourceLimits.default({}),
});

/** A server that is already running somewhere and speaks Streamable HTTP. */
export const RemoteSource = z.object({ kind: z.literal('remote'), url: z.url({ protocol: /^https?$/ }).max(2_048) });

/** A server that is part of the platform, named by the service that answers for it. */
export const BuiltInSource = z.object({ kind: z.literal('builtin'), service: z.enum(['knowledge']) });

export const ServerSource = z.discriminatedUnion('kind', [PackageSource, ImageSource, RemoteSource, BuiltInSource]);
export type ServerSource = z.output<typeof ServerSource>;
/** What a person may submit: everything but built-in servers. */
export const SubmittedSource = z.discriminatedUnion('kind', [PackageSource, ImageSource, RemoteSource]);
export type SubmittedSource = z.output<typeof SubmittedSource>;

/** A stable identity of what runs, for reviewed contract packs: `npm:@scope/name`, `image:registry/name`, `remote:https://host/path`, `builtin:knowledge`. */
export const SourceIdentity = z.string().max(2_200);
export const sourceIdentity = (source: ServerSource): string => {
  if (source.kind === 'package') return `${source.registry}:${source.package}`;
  // Without tag and digest; a colon before the last slash is a registry's port.
  if (source.kind === 'image') return `image:${source.image.replace(/@.*$/, '').replace(/:[^/:]*$/, '')}`;
  return source.kind === 'remote' ? `remote:${source.url}` : `builtin:${source.service}`;
};

/**
 * Something a server needs to be told. `env` becomes an environment variable, `header` an HTTP header of remote servers.
 * Secret fields are answered by credentials (personal, team, organization), the others by the installation's configuration.
 */
export const ConfigurationField = z.object({
  in: z.enum(['env', 'header']),
  name: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_-]*$/)
    .max(128),
  title: z.string().max(120).default(''),
  description: z.string().max(1_000).default(''),
  isSecret: z.boolean().default(false),
  isRequired: z.boolean().default(false),
  default: z.string().max(4_096).optional(),
  choices: z.array(z.string().max(256)).max(64).default([]),
});
export type ConfigurationField = z.output<typeof ConfigurationField>;
/** Answers to the fields that are not secret, by field name. */
export const Configuration = z.record(z.string().max(128), z.string().max(4_096));
