import { serviceEnv } from '@archestra/service';
import { z } from 'zod';

const GIBIBYTE = 1024 ** 3;

/** Unknown variables are kept: package managers are configured by some of them. */
export const OrchestratorEnv = z.looseObject({
  ...serviceEnv.shape,
  /** `true`: a server that cannot be sandboxed does not run at all. */
  ARCHESTRA_REQUIRE_SANDBOX: z.stringbool().default(false),
  /** Resident memory of a server and its children; above it the server is killed. */
  SERVER_MEMORY_BYTES: z.coerce.number().int().positive().default(GIBIBYTE),
  /** Processes and threads one server may have. */
  SERVER_PROCESSES: z.coerce.number().int().positive().default(256),
  SERVER_OPEN_FILES: z.coerce.number().int().positive().default(4_096),
  /** `true`: remote servers may be at private, loopback and metadata addresses. */
  REMOTE_ALLOW_PRIVATE: z.stringbool().default(false),
  /** Hosts (`name` or `name:port`, separated by commas) that are allowed although their addresses are private. */
  REMOTE_ALLOWED_HOSTS: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((host) => host.trim().toLowerCase())
        .filter(Boolean),
    ),
  NPM_COMMAND: z.string().default('npm'),
  PYTHON_COMMAND: z.string().default('/usr/bin/python3'),
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
