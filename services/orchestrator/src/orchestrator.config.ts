import { isIP } from 'node:net';
import { serviceEnv } from '@archestra/service';
import { z } from 'zod';
import { ownNamespace } from './cluster/own-namespace.ts';

const GIBIBYTE = 1024 ** 3;
const MIN_KEY_BYTES = 32;

const SecretKey = z
  .base64()
  .refine((text) => Buffer.from(text, 'base64').length >= MIN_KEY_BYTES, 'at least 32 bytes in base64');

/** Separated by commas. */
const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim().toLowerCase())
      .filter(Boolean),
  );

const DNS_LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const HOST_NAME = new RegExp(`^${DNS_LABEL}(\\.${DNS_LABEL})*$`);

/** What pods call something of ours. It becomes a line of their `/etc/hosts`, where Kubernetes takes host names only. */
const advertisedHost = z
  .string()
  .toLowerCase()
  .refine((text) => isIP(text) !== 0 || HOST_NAME.test(text), 'neither an address nor the name of a host');

/** Unknown variables are kept: package managers are configured by some of them. */
const Environment = z.looseObject({
  ...serviceEnv.shape,
  DATABASE_URL: z.url(),
  /** Wraps what encrypts credentials. To rotate it, give a new one and name the old one in `SECRET_KEY_PREVIOUS`. */
  SECRET_KEY: SecretKey,
  /** Earlier keys, separated by commas, newest first; needed until no credential is wrapped under them. */
  SECRET_KEY_PREVIOUS: z
    .string()
    .default('')
    .transform((list) => list.split(',').filter(Boolean))
    .pipe(z.array(SecretKey)),
  /** How often credentials that are still wrapped under an earlier key are looked for. */
  KEY_SWEEP_MS: z.coerce.number().int().min(50).default(60_000),
  /** Where people open the console; stands in the link to provide a missing credential. */
  CONSOLE_URL: z.url().default('http://localhost:3000'),
  /** How long a copy of a server that runs with somebody's credentials is kept without calls. */
  SERVER_INSTANCE_IDLE_MS: z.coerce.number().int().min(50).default(600_000),
  /** How long a server that all share is kept without calls; 0: for ever. The next call wakes it. */
  SERVER_IDLE_MS: z.coerce.number().int().min(0).default(0),
  /** `true`: a server that cannot be sandboxed does not run at all. */
  ARCHESTRA_REQUIRE_SANDBOX: z.stringbool().default(false),
  /** Resident memory of a server and its children; above it the server is killed. */
  SERVER_MEMORY_BYTES: z.coerce.number().int().positive().default(GIBIBYTE),
  /** Host directories that servers may be given, each with what is below it, separated by commas; without any, no server gets one. */
  SERVER_DIRECTORIES: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((path) => path.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.string().startsWith('/'))),
  /** Processes and threads one server may have. */
  SERVER_PROCESSES: z.coerce.number().int().positive().default(256),
  SERVER_OPEN_FILES: z.coerce.number().int().positive().default(4_096),
  /** `true`: remote servers may be at private, loopback and metadata addresses. */
  REMOTE_ALLOW_PRIVATE: z.stringbool().default(false),
  /** Hosts (`name` or `name:port`, separated by commas) that are allowed although their addresses are private. */
  REMOTE_ALLOWED_HOSTS: list,
  /**
   * Hosts that servers may reach although they are private, when their own list names them: `host`, `host:port`, or
   * `host=address`, which also settles what the name leads to. Separated by commas.
   */
  EGRESS_TRUSTED_HOSTS: list,
  /** Where the egress proxy listens for servers outside of a sandbox of ours, such as pods; port 0 takes a free one. */
  EGRESS_HOST: z.string().default('127.0.0.1'),
  EGRESS_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  /** What pods call it, as an address or a name that the orchestrator resolves; default is the address it listens on. */
  EGRESS_ADVERTISED_HOST: advertisedHost.optional(),
  /** Where servers run: as processes of this machine, or as pods of a cluster. */
  SERVER_RUNTIME: z.enum(['process', 'kubernetes']).default('process'),
  /** Path of a kubeconfig; without one the pod's own account, or what is found in the home folder. */
  KUBECONFIG: z.string().optional(),
  /** Namespace of the servers; nothing of ours is done in any other. */
  KUBERNETES_NAMESPACE: z.string().default('archestra-servers'),
  /** Id of the organization whose reviewers see what somebody applies to the cluster; default is the oldest one, the operator's. */
  KUBERNETES_ORGANIZATION: z.uuid().optional(),
  /** `direct`: straight to the address of a pod; `port-forward`: through the API, from outside of the cluster's network. */
  KUBERNETES_REACH: z.enum(['direct', 'port-forward']).default('direct'),
  /** Image of deploy/image, by digest where it matters. */
  KUBERNETES_BASE_IMAGE: z.string().default('archestra/mcp-base:0.1.0'),
  /** Networks from which the orchestrator comes to pods, separated by commas; without one it is known by its namespace and label. */
  KUBERNETES_ORCHESTRATOR_CIDRS: list,
  /**
   * Namespace of the orchestrator's own pods, which are labelled `app.kubernetes.io/name: archestra-orchestrator`; default is
   * that of its service account, where it runs in a pod.
   */
  KUBERNETES_ORCHESTRATOR_NAMESPACE: z
    .string()
    .regex(new RegExp(`^${DNS_LABEL}$`), 'not the name of a namespace')
    .optional(),
  /** How long a pod may take until it is ready. */
  KUBERNETES_READY_TIMEOUT_MS: z.coerce.number().int().min(1_000).default(120_000),
  /** Door for pods that fetch their packages. Its address is part of what runs: another one replaces pods. */
  POD_DOOR_HOST: z.string().default('0.0.0.0'),
  POD_DOOR_PORT: z.coerce.number().int().min(1).max(65_535).default(3_021),
  /** What pods call it, as an address or a name that the orchestrator resolves. */
  POD_DOOR_ADVERTISED_HOST: advertisedHost.default('archestra-orchestrator'),
  NPM_COMMAND: z.string().default('npm'),
  PYTHON_COMMAND: z.string().default('/usr/bin/python3'),
});

/** Where the pods of the orchestrator are, if it runs in pods. */
export const orchestratorNamespace = (
  {
    KUBERNETES_ORCHESTRATOR_NAMESPACE: namespace,
  }: Pick<z.output<typeof Environment>, 'KUBERNETES_ORCHESTRATOR_NAMESPACE'>,
  own = ownNamespace(),
): string | undefined => namespace ?? own;

/** Who may speak to servers has to be said: a label alone is anybody's. */
export const OrchestratorEnv = Environment.superRefine((config, context) => {
  const { SERVER_RUNTIME, KUBERNETES_ORCHESTRATOR_CIDRS: cidrs } = config;
  if (SERVER_RUNTIME !== 'kubernetes' || cidrs.length > 0 || orchestratorNamespace(config) !== undefined) return;
  context.addIssue({
    code: 'custom',
    path: ['KUBERNETES_ORCHESTRATOR_CIDRS'],
    message:
      'servers in pods must know who the orchestrator is. Name the networks it comes from, such as 192.0.2.10/32; or, where ' +
      'it runs in the cluster, its namespace in KUBERNETES_ORCHESTRATOR_NAMESPACE.',
  });
});
export type OrchestratorConfig = z.output<typeof OrchestratorEnv>;

const INSTALLER_VARIABLE =
  /^(PATH|HOME|LANG|HTTPS?_PROXY|NO_PROXY|SSL_CERT_FILE|NODE_EXTRA_CA_CERTS|NPM_CONFIG_.*|PIP_.*)$/i;

/** What a package manager may see of our environment: how to reach its registry, none of our credentials. */
export const installerEnvironment = (config: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(config).filter(
      (entry): entry is [string, string] => INSTALLER_VARIABLE.test(entry[0]) && typeof entry[1] === 'string',
    ),
  );
