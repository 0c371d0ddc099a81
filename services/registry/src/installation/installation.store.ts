import {
  AppError,
  type Installation,
  type Parsed,
  type registry,
  type Reply,
  type Tool,
  type Viewer,
} from '@archestra/contracts';
import { pageQuery, toPage } from '@archestra/service';
import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.store.ts';
import { visibleItem } from '../db/visible.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { toTool } from '../tool/stored-tool.ts';
import { toInstallation, type InstallationRow } from './installation-row.ts';

/** What is installed. A server is visible to whoever may see its catalog item. */
@Injectable()
export class InstallationStore {
  constructor(private readonly database: Database) {}

  async list(
    organizationId: string,
    { viewer, ...input }: Parsed<typeof registry.listInstallations>,
  ): Promise<Reply<typeof registry.listInstallations>> {
    const { take } = pageQuery(input);
    const later = input.cursor === undefined ? Prisma.sql`true` : Prisma.sql`n.id > ${input.cursor}::uuid`;
    const found = await this.find(organizationId, {
      where: Prisma.sql`${later} AND ${visibleItem(viewer)}`,
      limit: take,
    });
    return toPage(found.map(toInstallation), input.limit);
  }

  /** Throws `NOT_FOUND`, also for a server the viewer may not see. */
  async get(organizationId: string, id: string, viewer: Viewer): Promise<Installation> {
    const where = Prisma.sql`n.id = ${id}::uuid AND ${visibleItem(viewer)}`;
    const [row] = await this.find(organizationId, { where, limit: 1 });
    if (!row) throw new AppError('NOT_FOUND', 'There is no such installation.');
    return toInstallation(row);
  }

  /** The tools a server lists, with their accepted definitions. */
  async tools(organizationId: string, installationId: string): Promise<Tool[]> {
    const rows = await this.database.client.tool.findMany({
      where: { organizationId, installationId, present: true },
      orderBy: { position: 'asc' },
    });
    return rows.map(toTool);
  }

  /** Counts are made for the rows of the page only: a join would count the tools of all servers first. */
  private find(
    organizationId: string,
    { where, limit }: { where: Prisma.Sql; limit: number },
  ): Promise<InstallationRow[]> {
    return this.database.client.$queryRaw`
      SELECT n.id, n.catalog_item_id AS "catalogItemId", n.catalog_version_id AS "catalogVersionId", n.version, n.name,
             n.title, n.description, n.source, n.fields, n.configuration, n.facts, n.status,
             n.status_message AS "statusMessage", n.created_at AS "createdAt", n.updated_at AS "updatedAt",
             n.visible_to_everyone AS "visibleToEveryone", n.team_ids AS "teamIds", t.count AS "toolCount", t.quarantined
        FROM (SELECT n.*, i.visible_to_everyone, i.team_ids
                FROM installation n
                JOIN catalog_item i ON i.organization_id = n.organization_id AND i.id = n.catalog_item_id
               WHERE n.organization_id = ${organizationId}::uuid AND ${where} ORDER BY n.id LIMIT ${limit}) n
       CROSS JOIN LATERAL (
             SELECT count(*) FILTER (WHERE t.present)::int AS count,
                    coalesce(array_agg(t.name ORDER BY t.position)
                      FILTER (WHERE t.pending_pin IS NOT NULL AND NOT t.is_rejected), '{}') AS quarantined
               FROM tool t
              WHERE t.organization_id = n.organization_id AND t.installation_id = n.id) t
       ORDER BY n.id`;
  }
}
