import {
  AppError,
  type CatalogItem,
  type CatalogVersion,
  type Parsed,
  type registry,
  type Reply,
  type Viewer,
} from '@archestra/contracts';
import { fitting } from '@archestra/service';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../db/cursor.ts';
import { Database } from '../db/database.store.ts';
import { queryOf } from '../db/search-words.ts';
import { visibleItem } from '../db/visible.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { toItem, toVersion, type ItemRow } from './catalog-row.ts';

type ListRequest = Parsed<typeof registry.listCatalogItems>;

const Place = z.tuple([z.number().int(), z.string().max(64)]);
const VERSIONS_SHOWN = 200;
const LABELS_SHOWN = 200;

const notFound = (): AppError => new AppError('NOT_FOUND', 'There is no such catalog item.');

/** What is in the catalog, as each person may see it. */
@Injectable()
export class CatalogItemStore {
  constructor(private readonly database: Database) {}

  /** Items whose name or title is meant come first, then by name. */
  async list(organizationId: string, input: ListRequest): Promise<Reply<typeof registry.listCatalogItems>> {
    const words = input.query === undefined || input.query.trim() === '' ? undefined : queryOf(input.query);
    if (words === null) return { items: [], nextCursor: null };
    const rank = words ? Prisma.sql`(i.words @@ ${words.inName}::tsquery)::int` : Prisma.sql`0`;
    const rows = await this.find({
      rank,
      where: Prisma.join(
        [
          Prisma.sql`i.organization_id = ${organizationId}::uuid`,
          ...narrowed(input),
          ...(words ? [Prisma.sql`i.words @@ ${words.anywhere}::tsquery`] : []),
          ...after(input.cursor, rank),
        ],
        ' AND ',
      ),
      order: words ? Prisma.sql`rank DESC, i.name` : Prisma.sql`i.name`,
      limit: input.limit + 1,
    });
    const shown = fitting(rows.slice(0, input.limit));
    const last = shown.at(-1);
    return {
      items: shown.map(toItem),
      nextCursor: last && shown.length < rows.length ? encodeCursor([last.rank, last.name]) : null,
    };
  }

  /** Throws `NOT_FOUND`, also for an item the viewer may not see. */
  async get(organizationId: string, id: string, viewer: Viewer): Promise<CatalogItem> {
    const where = Prisma.sql`i.organization_id = ${organizationId}::uuid AND i.id = ${id}::uuid AND ${visibleItem(viewer)}`;
    const [row] = await this.find({ rank: Prisma.sql`0`, where, order: Prisma.sql`i.name`, limit: 1 });
    if (!row) throw notFound();
    return toItem(row);
  }

  /** Newest first. */
  async versions(organizationId: string, catalogItemId: string): Promise<CatalogVersion[]> {
    const rows = await this.database.client.catalogVersion.findMany({
      where: { organizationId, catalogItemId },
      orderBy: { id: 'desc' },
      take: VERSIONS_SHOWN,
    });
    return fitting(rows.map(toVersion));
  }

  async version(organizationId: string, catalogItemId: string, version: string): Promise<CatalogVersion> {
    const row = await this.database.client.catalogVersion.findFirst({
      where: { organizationId, catalogItemId, version },
    });
    if (!row) throw new AppError('NOT_FOUND', 'The catalog item has no such version.');
    return toVersion(row);
  }

  async labels(organizationId: string, viewer: Viewer): Promise<{ label: string; count: number }[]> {
    return this.database.client.$queryRaw`
      SELECT label, count(*)::int AS count
        FROM catalog_item i, unnest(i.labels) AS label
       WHERE i.organization_id = ${organizationId}::uuid AND ${visibleItem(viewer)}
       GROUP BY label ORDER BY count DESC, label LIMIT ${LABELS_SHOWN}`;
  }

  private async find({ rank, where, order, limit }: Find): Promise<ItemRow[]> {
    return this.database.client.$queryRaw`
      SELECT i.*, v.id AS v_id, v.version AS v_version, v.source AS v_source, v.fields AS v_fields, v.digest AS v_digest,
             v.created_by AS v_created_by, v.created_at AS v_created_at,
             (SELECT count(*) FROM installation n
               WHERE n.organization_id = i.organization_id AND n.catalog_item_id = i.id)::int AS installation_count
        FROM (SELECT i.id, i.organization_id, i.name, i.title, i.description, i.labels, i.owner_id, i.visible_to_everyone,
                     i.team_ids, i.version_count, i.latest_version_id, i.created_at, i.updated_at, ${rank} AS rank
                FROM catalog_item i WHERE ${where} ORDER BY ${order} LIMIT ${limit}) i
        JOIN catalog_version v ON v.organization_id = i.organization_id AND v.id = i.latest_version_id
       ORDER BY ${order}`;
  }
}

interface Find {
  rank: Prisma.Sql;
  where: Prisma.Sql;
  order: Prisma.Sql;
  limit: number;
}

const narrowed = ({ viewer, label, kind }: ListRequest): Prisma.Sql[] => [
  visibleItem(viewer),
  ...(label === undefined ? [] : [Prisma.sql`i.labels @> ARRAY[${label}]`]),
  ...(kind === undefined ? [] : [Prisma.sql`i.kind = ${kind}`]),
];

const after = (cursor: string | undefined, rank: Prisma.Sql): Prisma.Sql[] => {
  if (cursor === undefined) return [];
  const [place, name] = decodeCursor(cursor, Place);
  return [Prisma.sql`(${rank} < ${place} OR (${rank} = ${place} AND i.name > ${name}))`];
};
