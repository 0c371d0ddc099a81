import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What the bridge is told by its container. */
export interface BridgeSettings {
  readonly port: number;
  /** SHA-256 of the token clients show, in hexadecimal: the server may read our environment, and learns nothing from it. */
  readonly tokenSha256: string;
  /** Client capabilities offered to the server. */
  readonly capabilities: Readonly<Record<string, unknown>>;
  readonly command: readonly string[];
  /** Of the server: the container's without what is not its business. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folders in which the server may make files. */
  readonly writable: readonly string[];
}

/** Where the prepared package is, and what it must be. */
export interface FetchSettings {
  readonly url: string;
  readonly sha256: string;
  readonly token: string;
  readonly folder: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Nothing a server needs to know: our variables, and where the cluster's API is. */
const HIDDEN = /^(ARCHESTRA|KUBERNETES)_/;
const DEFAULT_PORT = '8080';

const required = (environment: Environment, name: string): string => {
  const value = environment[name];
  if (!value) throw new Error(`${name} is missing`);
  return value;
};

const withoutOurs = (environment: Environment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => !HIDDEN.test(entry[0]) && entry[1] !== undefined,
    ),
  );

/** Beside the bridge in the image. */
const WITNESS = fileURLToPath(new URL('./reporter', import.meta.url));

const joined = (separator: string, ...parts: (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(separator);

/** Connections past the proxy are dropped outside of the pod; a witness inside tells of them where it can. */
const withWitness = (environment: Record<string, string>): Record<string, string> =>
  environment['HTTPS_PROXY'] === undefined || !existsSync(WITNESS)
    ? environment
    : {
        ...environment,
        NODE_OPTIONS: joined(' ', environment['NODE_OPTIONS'], `--import=${WITNESS}/report.mjs`),
        PYTHONPATH: joined(':', environment['PYTHONPATH'], WITNESS),
      };

/** `arguments_` are those behind `serve`; a leading `--` is skipped. Throws an `Error` that names what is missing. */
export const bridgeSettings = (
  arguments_: readonly string[],
  environment: Environment = process.env,
): BridgeSettings => {
  const command = arguments_[0] === '--' ? arguments_.slice(1) : arguments_;
  if (command.length === 0) throw new Error('no program to start was named');
  const port = Number(environment['ARCHESTRA_BRIDGE_PORT'] ?? DEFAULT_PORT);
  if (!Number.isInteger(port)) throw new Error('ARCHESTRA_BRIDGE_PORT is not a number');
  return {
    port,
    tokenSha256: required(environment, 'ARCHESTRA_BRIDGE_TOKEN_SHA256'),
    capabilities: JSON.parse(environment['ARCHESTRA_BRIDGE_CAPABILITIES'] ?? '{}') as Record<string, unknown>,
    command,
    environment: withWitness(withoutOurs(environment)),
    writable: [...new Set([environment['HOME'], environment['TMPDIR'] ?? '/tmp'])].filter((path) => path !== undefined),
  };
};

/** Throws an `Error` that names what is missing. */
export const fetchSettings = (environment: Environment = process.env): FetchSettings => ({
  url: required(environment, 'ARCHESTRA_PACKAGE_URL'),
  sha256: required(environment, 'ARCHESTRA_PACKAGE_SHA256'),
  token: required(environment, 'ARCHESTRA_PACKAGE_TOKEN'),
  folder: environment['ARCHESTRA_PACKAGE_FOLDER'] ?? '/package',
});
