import { CatalogDraft, RemoteSource, SubmittedSource, type Reply, type registry } from '@archestra/contracts';
import { distinct, fill, toField, Warnings } from './input.ts';
import { readOwnMeta } from './own-meta.ts';
import { readPackage, type Runnable } from './read-package.ts';
import { parseServerJson, SCHEMA_URL, type ServerJson, type Transport } from './server-schema.ts';

const MAX_DRAFTS = 20;
const MAX_NAME = 40;
const MAX_VERSION = 64;

const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_NAME)
    .replaceAll(/^-+|-+$/g, '');

const readRemote = (remote: Transport, warnings: Warnings): Runnable | undefined => {
  const { text: url, open } = fill(remote.url ?? '', remote.variables);
  const what = `The remote ${url}`;
  if (remote.type !== 'streamable-http') {
    warnings.add(`${what} was left out: the transport ${remote.type} is not supported.`);
    return undefined;
  }
  const parsed = RemoteSource.safeParse({ kind: 'remote', url });
  if (open.length > 0 || !parsed.success) {
    warnings.add(`${what} was left out: its address needs ${open.join(', ') || 'to be a URL'}. Add it by hand.`);
    return undefined;
  }
  return {
    source: parsed.data,
    fields: distinct((remote.headers ?? []).map((header) => toField(header, 'header', warnings))),
  };
};

const notKept = ({ $schema, repository, websiteUrl, icons }: ServerJson, warnings: Warnings): void => {
  if ($schema !== undefined && $schema !== SCHEMA_URL)
    warnings.add(`The document was written for another version of the schema; it was checked against ${SCHEMA_URL}.`);
  const dropped = Object.entries({ repository, websiteUrl, icons }).flatMap(([name, value]) => (value ? [name] : []));
  if (dropped.length > 0) warnings.add(`Not kept: ${dropped.join(', ')}.`);
};

const nameOf = (wished: string, runnable: Runnable, taken: ReadonlySet<string>): string => {
  const { source } = runnable;
  const kind = source.kind === 'package' ? source.registry : source.kind;
  const candidates = [wished, `${wished.slice(0, MAX_NAME - kind.length - 1)}-${kind}`];
  for (let count = 2; count <= MAX_DRAFTS + 1; count += 1) candidates.push(`${wished.slice(0, MAX_NAME - 4)}-${count}`);
  return candidates.find((name) => !taken.has(name)) ?? wished;
};

/** One draft for each package and remote that can run here. Throws `INVALID_INPUT` when the document is no `server.json`. */
export const readServerJson = (document: unknown): Reply<typeof registry.readServerJson> => {
  const parsed = parseServerJson(document);
  const warnings = new Warnings();
  notKept(parsed, warnings);
  const own = readOwnMeta(parsed._meta);
  const runnables = [
    ...(parsed.packages ?? []).map((entry) => readPackage(entry, warnings)),
    ...(parsed.remotes ?? []).map((remote) => readRemote(remote, warnings)),
  ].filter((runnable) => runnable !== undefined);
  if (runnables.length === 0) warnings.add('The document names nothing that can be run or reached from here.');
  if (runnables.length > MAX_DRAFTS) warnings.add(`Only the first ${MAX_DRAFTS} packages and remotes were read.`);
  const drafts = runnables.slice(0, MAX_DRAFTS).reduce<CatalogDraft[]>((made, runnable) => {
    const draft = toDraft(parsed, own, { runnable, taken: new Set(made.map(({ name }) => name)) });
    return draft ? [...made, draft] : made;
  }, []);
  return { drafts, warnings: warnings.texts };
};

/** What a document without our own metadata says of itself. */
const described = ({ name, title, description }: ServerJson) => {
  const short = name.slice(name.lastIndexOf('/') + 1);
  return { name: slugOf(short) || 'server', title: (title ?? short).slice(0, 120), description, labels: [] };
};

const toDraft = (
  document: ServerJson,
  own: ReturnType<typeof readOwnMeta>,
  { runnable, taken }: { runnable: Runnable; taken: ReadonlySet<string> },
): CatalogDraft | undefined => {
  const { name, title, description, labels } = own ?? described(document);
  const parsed = CatalogDraft.safeParse({
    name: nameOf(name, runnable, taken),
    title,
    description,
    labels,
    version: document.version.slice(0, MAX_VERSION) || '1.0.0',
    source: own ? completed(runnable.source, own) : runnable.source,
    fields: own?.fields ?? runnable.fields,
  });
  return parsed.success ? parsed.data : undefined;
};

const completed = (source: SubmittedSource, own: NonNullable<ReturnType<typeof readOwnMeta>>): SubmittedSource => {
  const { egressHosts, limits, directories, command, pullSecrets, port, path } = own;
  if (source.kind === 'package') return { ...source, egressHosts, limits, directories };
  return source.kind === 'image' ? { ...source, egressHosts, limits, command, pullSecrets, port, path } : source;
};
