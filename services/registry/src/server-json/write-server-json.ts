import {
  AppError,
  type CatalogItem,
  type CatalogVersion,
  type ConfigurationField,
  type ServerSource,
} from '@archestra/contracts';
import { META_KEY, type OwnMeta } from './own-meta.ts';
import {
  parseServerJson,
  SCHEMA_URL,
  type NamedInput,
  type Package,
  type ServerJson,
  type Transport,
} from './server-schema.ts';

/** Items have no reverse-DNS name of their own. */
const NAMESPACE = 'local.archestra';
const MAX_TEXT = 100;

const cut = (text: string): string => text.slice(0, MAX_TEXT).toWellFormed();

const toInput = ({ name, description, isSecret, isRequired, choices, ...field }: ConfigurationField): NamedInput => ({
  name,
  ...(description === '' ? {} : { description }),
  ...(isSecret ? { isSecret } : {}),
  ...(isRequired ? { isRequired } : {}),
  ...(field.default === undefined ? {} : { default: field.default }),
  ...(choices.length === 0 ? {} : { choices }),
});

const inputs = (fields: readonly ConfigurationField[], place: ConfigurationField['in']): NamedInput[] =>
  fields.filter((field) => field.in === place).map(toInput);

type Runs = Extract<ServerSource, { kind: 'package' | 'image' }>;

const runtime = (
  source: Runs,
  fields: readonly ConfigurationField[],
): Pick<Package, 'packageArguments' | 'environmentVariables'> => {
  const fixed = Object.entries(source.environment).map(([name, value]) => ({ name, value }));
  const environmentVariables = [...fixed, ...inputs(fields, 'env')];
  return {
    ...(source.arguments.length === 0
      ? {}
      : { packageArguments: source.arguments.map((value) => ({ type: 'positional', value })) }),
    ...(environmentVariables.length === 0 ? {} : { environmentVariables }),
  };
};

/** Text as part of a URI template: braces would be variables. */
const literal = (url: string): string =>
  encodeURI(url)
    .replaceAll(/%25([0-9a-fA-F]{2})/g, '%$1')
    .replaceAll("'", '%27');

const transportOf = (source: Runs): Transport =>
  source.kind === 'image' && source.transport === 'http'
    ? { type: 'streamable-http', url: literal(`http://localhost:${source.port}${source.path}`) }
    : { type: 'stdio' };

const place = ({ source, fields }: CatalogVersion): Pick<ServerJson, 'packages' | 'remotes'> => {
  if (source.kind === 'builtin')
    throw new AppError('INVALID_INPUT', 'A built-in server comes with the platform; there is no server.json of it.');
  if (source.kind === 'remote') {
    const headers = inputs(fields, 'header');
    const url = literal(source.url);
    return { remotes: [{ type: 'streamable-http', url, ...(headers.length === 0 ? {} : { headers }) }] };
  }
  const more = { transport: transportOf(source), ...runtime(source, fields) };
  const entry: Package =
    source.kind === 'image'
      ? { registryType: 'oci', identifier: source.image, ...more }
      : { registryType: source.registry, identifier: source.package, version: source.version, ...more };
  return { packages: [entry] };
};

const ownMeta = ({ name, title, description, labels }: CatalogItem, { source, fields }: CatalogVersion): OwnMeta => {
  const item = { name, title, description, labels, fields };
  if (source.kind === 'package') {
    const { egressHosts, limits, directories } = source;
    return { ...item, egressHosts, limits, directories };
  }
  if (source.kind !== 'image') return item;
  const { egressHosts, limits, command, pullSecrets, port, path } = source;
  return { ...item, egressHosts, limits, command, pullSecrets, port, path };
};

/** A version of an item as `server.json`; reading it again gives the same draft. Throws `INVALID_INPUT` when it cannot be said in that form. */
export const writeServerJson = (item: CatalogItem, version: CatalogVersion): Record<string, unknown> => {
  const document = {
    $schema: SCHEMA_URL,
    name: `${NAMESPACE}/${item.name}`,
    title: cut(item.title),
    description: cut(item.description) || cut(item.title),
    version: version.version,
    ...place(version),
    _meta: { [META_KEY]: { archestra: ownMeta(item, version) } },
  };
  parseServerJson(document);
  return document;
};
