import {
  AppError,
  registryEvents,
  type ConfigurationField,
  type ServerSource,
  type Visibility,
} from '@archestra/contracts';
import type { Tell } from '@archestra/messaging';
import { v7 as uuid } from 'uuid';
import type { Actor } from './actor.ts';
import { isTaken } from './database-error.ts';
import type { Transaction } from './database.store.ts';
import { refreshSearch } from './search.ts';
import { versionDigest } from './version-digest.ts';

/** The transaction of a change and the one it is made for. */
export interface Change {
  transaction: Transaction;
  tell: Tell;
  actor: Actor;
}

export interface NewVersion {
  version: string;
  source: ServerSource;
  fields: ConfigurationField[];
  createdBy: string | null;
}

export interface NewItem extends NewVersion {
  name: string;
  title: string;
  description: string;
  labels: string[];
  visibility: Visibility;
}

interface Facts {
  title: string;
  description: string;
  labels: string[];
  visibleToEveryone: boolean;
  teamIds: string[];
}

const visibilityOf = ({ visibleToEveryone, teamIds }: Pick<Facts, 'visibleToEveryone' | 'teamIds'>): Visibility => ({
  everyone: visibleToEveryone,
  teamIds,
});

/** What events say of an item before and after a change. */
export const itemFacts = ({ title, description, labels, ...row }: Facts) => ({
  title,
  description,
  labels,
  visibility: visibilityOf(row),
});

/** Throws `INVALID_INPUT` when two fields have the same name: the answers are kept by name. */
export const assertDistinct = (fields: readonly ConfigurationField[]): void => {
  const names = fields.map(({ name }) => name.toLowerCase());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new AppError('INVALID_INPUT', `The field ${twice} is there more than once.`);
};

/** Several items are listed in one message, and a request carries its draft beside the evidence. */
const MAX_VERSION_BYTES = 131_072;

/** Throws `INVALID_INPUT` for a source and fields that are too large together to be shown. */
export const assertSize = (version: Pick<NewVersion, 'source' | 'fields'>): void => {
  if (Buffer.byteLength(JSON.stringify(version)) > MAX_VERSION_BYTES)
    throw new AppError('INVALID_INPUT', 'Arguments, environment and fields may have 128 KiB together.');
};

const insertVersion = async (
  { transaction, tell, actor }: Change,
  item: { id: string; name: string; versionId: string },
  { version, source, fields, createdBy }: NewVersion,
) => {
  assertDistinct(fields);
  assertSize({ source, fields });
  const { organizationId } = actor;
  const digest = versionDigest({ source, fields });
  const row = await transaction.catalogVersion.create({
    data: { id: item.versionId, organizationId, catalogItemId: item.id, version, source, fields, digest, createdBy },
  });
  const data = { id: row.id, catalogItemId: item.id, name: item.name, version, digest };
  tell(registryEvents.catalogVersionCreated, { ...actor, data });
  return row;
};

/** A new item with its first version. The unique name is the caller's to explain. */
export const insertItem = async (change: Change, input: NewItem): Promise<{ id: string; versionId: string }> => {
  const { transaction, tell, actor } = change;
  const { name, title, description, labels, visibility, createdBy } = input;
  const [id, versionId] = [uuid(), uuid()];
  const row = await transaction.catalogItem.create({
    data: {
      id,
      organizationId: actor.organizationId,
      name,
      title,
      description,
      labels: [...new Set(labels)],
      ownerId: createdBy,
      visibleToEveryone: visibility.everyone,
      teamIds: visibility.teamIds,
      kind: input.source.kind,
      latestVersionId: versionId,
    },
  });
  await insertVersion(change, { id, name, versionId }, input);
  await refreshSearch(transaction, { organizationId: actor.organizationId, id });
  tell(registryEvents.catalogItemCreated, { ...actor, data: { id, name, before: null, after: itemFacts(row) } });
  return { id, versionId };
};

/** One more version of an item, which becomes the newest. Throws `CONFLICT` when the number is taken: versions never change. */
export const addVersion = async (change: Change, item: { id: string; name: string }, input: NewVersion) => {
  const { transaction, actor } = change;
  const where = { organizationId: actor.organizationId, id: item.id };
  const taken = { organizationId: actor.organizationId, catalogItemId: item.id, version: input.version };
  // The update locks the item: two versions of one number follow each other, and the second is refused in words.
  await transaction.catalogItem.updateMany({ where, data: { updatedAt: new Date() } });
  if (await transaction.catalogVersion.findFirst({ where: taken }))
    throw new AppError('CONFLICT', `Version ${input.version} exists already and never changes. Choose another number.`);
  const row = await insertVersion(change, { ...item, versionId: uuid() }, input);
  await transaction.catalogItem.updateMany({
    where,
    data: { latestVersionId: row.id, versionCount: { increment: 1 }, kind: input.source.kind },
  });
  return row;
};

/** Gives a taken name its own words; anything else stays as it is. */
export const takenItem = (error: unknown, name: string): unknown =>
  isTaken(error) ? new AppError('CONFLICT', `The catalog already has an item named ${name}.`) : error;
