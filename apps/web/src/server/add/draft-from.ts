import type { CatalogDraft, ConfigurationField } from '@archestra/contracts';
import { emptyDraft, type Draft, type FieldDraft } from './draft.ts';

const MEBIBYTE = 1024 ** 2;
const text = (value: number | undefined, unit = 1): string => (value === undefined ? '' : String(value / unit));

type Source = CatalogDraft['source'];
type Program = Exclude<Source, { kind: 'remote' }>;

const programPart = ({ arguments: given, environment, egressHosts, limits }: Program): Partial<Draft> => ({
  arguments: given.join('\n'),
  environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
  hosts: egressHosts.map((host) => ({ host })),
  cpu: text(limits.cpuMillis),
  memory: text(limits.memoryBytes, MEBIBYTE),
  storage: text(limits.storageBytes, MEBIBYTE),
});

const sourcePart = (source: Source): Partial<Draft> => {
  if (source.kind === 'remote') return { kind: 'remote', url: source.url };
  if (source.kind === 'package') {
    const { registry: kind, package: name, version, directories } = source;
    return { kind, package: name, version, directories, ...programPart(source) };
  }
  const { image, transport, port, path, command, pullSecrets } = source;
  return {
    ...programPart(source),
    kind: 'image',
    image,
    transport,
    port: String(port),
    path,
    command: command.join('\n'),
    pullSecrets: pullSecrets.join('\n'),
  };
};

const fieldPart = (field: ConfigurationField, answer: string | undefined): FieldDraft => ({
  in: field.in,
  name: field.name,
  title: field.title,
  description: field.description,
  isSecret: field.isSecret,
  isRequired: field.isRequired,
  choices: field.choices.join('\n'),
  answer: answer ?? field.default ?? '',
});

/** A draft to go on with: from a server.json, a request that was sent, or the version before. */
export const draftFrom = (item: CatalogDraft, configuration: Record<string, string> = {}): Draft => ({
  ...emptyDraft,
  ...sourcePart(item.source),
  title: item.title,
  name: item.name,
  description: item.description,
  labels: item.labels.join(', '),
  visibility: item.visibility,
  release: item.version,
  fields: item.fields.map((field) => fieldPart(field, configuration[field.name])),
});
