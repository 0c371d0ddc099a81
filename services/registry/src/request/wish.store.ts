import { AppError, CatalogDraft, ServerSource, SubmittedSource, type Viewer } from '@archestra/contracts';
import { assertDistinct, assertSize } from '../db/catalog.ts';
import type { Transaction } from '../db/database.store.ts';
import { versionDigest } from '../db/version-digest.ts';
import { itemsFor, profilesFor } from '../db/visible.ts';
import { assertConfiguration } from '../installation/configuration.ts';

export interface Wish {
  catalogItemId: string | null;
  draft?: CatalogDraft | undefined;
  configuration: Record<string, string>;
  profileIds: string[];
}

interface Asker {
  organizationId: string;
  viewer: Viewer;
}

/**
 * What exactly is asked for. Throws `INVALID_INPUT` for a wish that says too little or answers wrongly, `NOT_FOUND` for an
 * item or profile the person may not see, `CONFLICT` for a name or version that is taken by something else.
 */
export const draftOf = async (transaction: Transaction, asker: Asker, wish: Wish): Promise<CatalogDraft> => {
  const draft = wish.catalogItemId
    ? await draftOfItem(transaction, asker, { id: wish.catalogItemId, draft: wish.draft })
    : await newDraft(transaction, asker, wish.draft);
  assertDistinct(draft.fields);
  assertSize(draft);
  assertConfiguration(draft.fields, wish.configuration);
  await assertProfiles(transaction, asker, wish.profileIds);
  return draft;
};

/** Throws `NOT_FOUND` unless the person may see all these profiles. */
const assertProfiles = async (
  transaction: Transaction,
  { organizationId, viewer }: Asker,
  profileIds: readonly string[],
): Promise<void> => {
  const ids = [...new Set(profileIds)];
  const count = await transaction.profile.count({ where: { organizationId, id: { in: ids }, ...profilesFor(viewer) } });
  if (count < ids.length) throw new AppError('NOT_FOUND', 'There is no such profile.');
};

const newDraft = async (transaction: Transaction, { organizationId }: Asker, draft: CatalogDraft | undefined) => {
  if (!draft) throw new AppError('INVALID_INPUT', 'Say what you ask for: an item of the catalog or something new.');
  if ((await transaction.catalogItem.count({ where: { organizationId, name: draft.name } })) > 0)
    throw new AppError('CONFLICT', `The catalog has an item named ${draft.name} already. Ask for it, or rename yours.`);
  return draft;
};

const draftOfItem = async (
  transaction: Transaction,
  { organizationId, viewer }: Asker,
  { id, draft }: { id: string; draft: CatalogDraft | undefined },
): Promise<CatalogDraft> => {
  const item = await transaction.catalogItem.findFirst({ where: { organizationId, id, ...itemsFor(viewer) } });
  if (!item) throw new AppError('NOT_FOUND', 'There is no such catalog item.');
  if (item.kind === 'builtin') throw new AppError('INVALID_INPUT', 'Built-in servers come with the platform.');
  const { name, title, description, labels } = item;
  const known = { name, title, description, labels };
  const version = await transaction.catalogVersion.findFirst({
    where: {
      organizationId,
      catalogItemId: id,
      ...(draft ? { version: draft.version } : { id: item.latestVersionId }),
    },
  });
  if (!version) {
    if (draft) return { ...draft, ...known };
    throw new AppError('NOT_FOUND', 'The catalog item has no version.');
  }
  const source = SubmittedSource.parse(version.source);
  const stored = CatalogDraft.parse({ ...known, version: version.version, source, fields: version.fields });
  if (draft && versionDigest(draft) !== version.digest)
    throw new AppError('CONFLICT', `Version ${draft.version} exists already and is something else.`);
  return stored;
};

/** Whether two sources are the same thing. */
export const isSameSource = (a: unknown, b: unknown): boolean =>
  versionDigest({ source: ServerSource.parse(a), fields: [] }) ===
  versionDigest({ source: ServerSource.parse(b), fields: [] });
