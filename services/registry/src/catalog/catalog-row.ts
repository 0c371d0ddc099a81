import { ConfigurationField, ServerSource, type CatalogItem, type CatalogVersion } from '@archestra/contracts';
import { z } from 'zod';

export interface VersionRow {
  id: string;
  catalogItemId: string;
  version: string;
  source: unknown;
  fields: unknown;
  digest: string;
  createdBy: string | null;
  createdAt: Date;
}

export const toVersion = ({ source, fields, createdAt, ...row }: VersionRow): CatalogVersion => ({
  id: row.id,
  catalogItemId: row.catalogItemId,
  version: row.version,
  digest: row.digest,
  createdBy: row.createdBy,
  source: ServerSource.parse(source),
  fields: z.array(ConfigurationField).parse(fields),
  createdAt: createdAt.toISOString(),
});

/** An item with its newest version, as one query gives it. */
export interface ItemRow {
  id: string;
  name: string;
  title: string;
  description: string;
  labels: string[];
  owner_id: string | null;
  visible_to_everyone: boolean;
  team_ids: string[];
  version_count: number;
  installation_count: number;
  created_at: Date;
  updated_at: Date;
  rank: number;
  v_id: string;
  v_version: string;
  v_source: unknown;
  v_fields: unknown;
  v_digest: string;
  v_created_by: string | null;
  v_created_at: Date;
}

export const toItem = (row: ItemRow): CatalogItem => ({
  id: row.id,
  name: row.name,
  title: row.title,
  description: row.description,
  labels: row.labels,
  ownerId: row.owner_id,
  visibility: { everyone: row.visible_to_everyone, teamIds: row.team_ids },
  latest: toVersion({
    id: row.v_id,
    catalogItemId: row.id,
    version: row.v_version,
    source: row.v_source,
    fields: row.v_fields,
    digest: row.v_digest,
    createdBy: row.v_created_by,
    createdAt: row.v_created_at,
  }),
  versionCount: row.version_count,
  installationCount: row.installation_count,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
});
