import { readFileSync } from 'node:fs';
import { AppError } from '@archestra/contracts';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';

/** The version of the official schema that documents are checked against and written for. */
export const SCHEMA_URL = 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json';

const schema = JSON.parse(readFileSync(new URL('../../schema/server.schema.json', import.meta.url), 'utf8')) as Record<
  string,
  unknown
>;

// The schema has `example`, which is no keyword of JSON Schema.
const ajv = new Ajv({ strict: false });
formats.default(ajv);
const validate = ajv.compile(schema);

/** One input as the schema has it: of an argument, an environment variable or a header. */
export interface Input {
  description?: string;
  value?: string;
  default?: string;
  choices?: string[];
  isRequired?: boolean;
  isSecret?: boolean;
  variables?: Record<string, Input>;
}
export interface NamedInput extends Input {
  name: string;
}
export type Argument = (Input & { type: 'positional' }) | (NamedInput & { type: 'named' });
export interface Transport {
  type: 'stdio' | 'streamable-http' | 'sse';
  url?: string;
  headers?: NamedInput[];
  variables?: Record<string, Input>;
}
export interface Package {
  registryType: string;
  identifier: string;
  version?: string;
  registryBaseUrl?: string;
  fileSha256?: string;
  runtimeHint?: string;
  transport: Transport;
  runtimeArguments?: Argument[];
  packageArguments?: Argument[];
  environmentVariables?: NamedInput[];
}
/** The members of a valid document that are read or written here. */
export interface ServerJson {
  $schema?: string;
  name: string;
  title?: string;
  description: string;
  version: string;
  repository?: unknown;
  websiteUrl?: unknown;
  icons?: unknown;
  packages?: Package[];
  remotes?: Transport[];
  _meta?: Record<string, Record<string, unknown>>;
}

/** A document as the official schema describes it. Throws `INVALID_INPUT` that names the first place where it does not fit. */
export const parseServerJson = (document: unknown): ServerJson => {
  if (validate(document)) return document as ServerJson;
  const [issue] = validate.errors ?? [];
  const place = issue?.instancePath ? `${issue.instancePath.slice(0, 200)} ` : '';
  throw new AppError('INVALID_INPUT', `server.json does not fit the official schema: ${place}${issue?.message ?? ''}.`);
};
