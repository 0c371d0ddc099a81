const passed =
  /^(PATH|HOME|USER|LOGNAME|LANG|LC_\w+|TZ|TMPDIR|XDG_\w+|https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|npm_config_\w+|OTEL_\w+|LOG_LEVEL|ORGANIZATION_NAME|DRAIN_TIMEOUT_MS|SESSION_DAYS|TRUSTED_PROXIES|NPM_COMMAND|PYTHON_COMMAND|REMOTE_ALLOW(ED_HOSTS|_PRIVATE)|SERVER_(DIRECTORIES|MEMORY_BYTES|PROCESSES|OPEN_FILES|IDLE_MS|INSTANCE_IDLE_MS)|(GATEWAY|ARCHESTRA|AUDIT|SIGN_IN|STREAM)_\w+)$/i;

/** What a service gets of the shell's environment: never the credentials of others that happen to stand in it. */
export const inherited = (environment: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value !== undefined && passed.test(name) ? [[name, value]] : [],
    ),
  );

const clusterWords = /^(SERVER_RUNTIME|KUBECONFIG|KUBERNETES_\w+|POD_DOOR_\w+|EGRESS_\w+)$/;

/** What the orchestrator alone gets of the shell's environment: where servers run, and how they get out. */
export const forOrchestrator = (environment: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value !== undefined && clusterWords.test(name) ? [[name, value]] : [],
    ),
  );
