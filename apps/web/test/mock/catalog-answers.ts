import { randomUUID } from 'node:crypto';
import {
  AppError,
  CatalogDraft,
  Slug,
  SubmittedSource,
  type CatalogItem,
  type CatalogVersion,
} from '@archestra/contracts';
import type { Answers } from './answer.ts';
import { digestOf, items, versions, type StoredItem } from './catalog.ts';
import { tell } from './live.ts';
import { servers, toolsOf } from './sample.ts';
import { me, sessionNow } from './session-answers.ts';
import { found, now, page, remove } from './store.ts';

export const versionsOf = (itemId: string): CatalogVersion[] =>
  versions.filter(({ catalogItemId }) => catalogItemId === itemId).toReversed();

const isVisible = ({ visibility, ownerId }: StoredItem): boolean => {
  const { user, permissions } = sessionNow();
  return (
    visibility.everyone ||
    ownerId === user.id ||
    permissions.includes('catalog:manage') ||
    visibility.teamIds.some((team) => user.teamIds.includes(team))
  );
};
export const itemOf = (itemId: string) => found(items.find((item) => item.id === itemId && isVisible(item)));
const ownItem = (itemId: string) => {
  const item = itemOf(itemId);
  if (item.ownerId === me().id || sessionNow().permissions.includes('catalog:manage')) return item;
  throw new AppError('NOT_ALLOWED', 'This item belongs to somebody else. Ask its owner or an administrator.');
};

const shown = (item: StoredItem): CatalogItem => {
  const own = versionsOf(item.id);
  return {
    ...item,
    latest: found(own[0]),
    versionCount: own.length,
    installationCount: servers.filter(({ catalogItemId }) => catalogItemId === item.id).length,
  };
};

const searchText = (item: CatalogItem): string => {
  const tools = servers
    .filter(({ catalogItemId }) => catalogItemId === item.id)
    .flatMap(({ id }) => (toolsOf.get(id) ?? []).map(({ name }) => name));
  return [item.name, item.title, item.description, ...item.labels, ...tools].join(' ').toLowerCase();
};

/** Puts a new item with its first version into the catalog. */
export const addItem = (draft: CatalogDraft): { item: StoredItem; version: CatalogVersion } => {
  const { source, fields, version: label, ...text } = draft;
  if (items.some(({ name }) => name === draft.name))
    throw new AppError('CONFLICT', `The catalog has an item named ${draft.name} already. Choose another short name.`);
  const item: StoredItem = { ...text, id: randomUUID(), ownerId: me().id, createdAt: now(), updatedAt: now() };
  const version = addVersion(item.id, { version: label, source, fields });
  items.push(item);
  return { item, version };
};

const addVersion = (
  catalogItemId: string,
  part: Pick<CatalogVersion, 'version' | 'source' | 'fields'>,
): CatalogVersion => {
  if (versionsOf(catalogItemId).some(({ version }) => version === part.version))
    throw new AppError('CONFLICT', `Version ${part.version} exists already, and versions never change.`);
  const version: CatalogVersion = {
    ...part,
    catalogItemId,
    id: randomUUID(),
    digest: digestOf(part.source, part.fields),
    createdBy: me().id,
    createdAt: now(),
  };
  versions.push(version);
  return version;
};

const read = (document: Record<string, unknown>) => {
  const { name, title, description, version, packages = [], remotes = [] } = document;
  if (typeof name !== 'string')
    throw new AppError(
      'INVALID_INPUT',
      'This is not a server.json: “name” is missing. It looks like io.example/server.',
    );
  const slug = Slug.parse(
    name
      .replace(/^.*\//, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-'),
  );
  const text = { name: slug, title: String(title ?? slug), description: String(description ?? ''), version };
  const listed = packages as { registryType: string; identifier: string; version: string }[];
  const sources = [
    ...listed.map(({ registryType, identifier, version: exact }) =>
      registryType === 'oci'
        ? { kind: 'image', image: `${identifier}:${exact}`, transport: 'attach' }
        : { kind: 'package', registry: registryType, package: identifier, version: exact },
    ),
    ...(remotes as { url: string }[]).map(({ url }) => ({ kind: 'remote', url })),
  ];
  return {
    drafts: sources.map((source) => CatalogDraft.parse({ ...text, source: SubmittedSource.parse(source) })),
    warnings: sources.length > 1 ? ['The document lists several ways to run this server. Choose one of them.'] : [],
  };
};

/** The catalog. */
export const catalogAnswers: Answers = {
  listCatalogItems: ({ query: { query = '', label, kind, ...paging } }) =>
    page(
      items
        .filter(isVisible)
        .map(shown)
        .filter(
          (item) =>
            searchText(item).includes(query.toLowerCase()) &&
            (!label || item.labels.includes(label)) &&
            (!kind || item.latest.source.kind === kind),
        ),
      paging,
    ),
  getCatalogItem: ({ params }) => ({ ...shown(itemOf(params.id)), versions: versionsOf(params.id) }),
  createCatalogItem: ({ body }) => shown(addItem(body).item),
  updateCatalogItem: ({ params, body }) => shown(Object.assign(ownItem(params.id), body, { updatedAt: now() })),
  deleteCatalogItem: ({ params }) => {
    ownItem(params.id);
    if (servers.some(({ catalogItemId }) => catalogItemId === params.id))
      throw new AppError('CONFLICT', 'It is installed. Delete its servers first.');
    remove(items, ({ id }) => id === params.id);
    tell({ kind: 'change', noun: 'catalog-item', id: params.id });
    return {};
  },
  createCatalogVersion: ({ params, body }) => addVersion(ownItem(params.id).id, body),
  listLabels: () => {
    const all = items.filter(isVisible).flatMap(({ labels }) => labels);
    return {
      items: [...new Set(all)].sort().map((label) => ({ label, count: all.filter((own) => own === label).length })),
    };
  },
  readServerJson: ({ body }) => read(body.document),
  writeServerJson: ({ params, query }) => {
    const item = shown(itemOf(params.id));
    const version = versionsOf(params.id).find((own) => own.version === query.version) ?? item.latest;
    const { source } = version;
    const document = {
      $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
      name: `local.archestra/${item.name}`,
      title: item.title,
      description: item.description,
      version: version.version,
      ...(source.kind === 'remote' && { remotes: [{ type: 'streamable-http', url: source.url }] }),
      ...(source.kind === 'package' && {
        packages: [
          {
            registryType: source.registry,
            identifier: source.package,
            version: source.version,
            transport: { type: 'stdio' },
          },
        ],
      }),
      ...(source.kind === 'image' && {
        packages: [{ registryType: 'oci', identifier: source.image, transport: { type: 'stdio' } }],
      }),
    };
    return { document };
  },
};
