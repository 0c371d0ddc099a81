import {
  AppError,
  type Installation,
  type Parsed,
  type registry,
  type Reply,
  type Tool,
  type Viewer,
} from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.store.ts';
import { quarantinedTools } from '../db/grant.ts';
import { pageQuery, toPage } from '../db/page.ts';
import { itemsFor } from '../db/visible.ts';
import { toTool } from '../tool/stored-tool.ts';
import { toInstallation, withCounts, type InstallationRow } from './installation-row.ts';

/** What is installed. A server is visible to whoever may see its catalog item. */
@Injectable()
export class InstallationStore {
  constructor(private readonly database: Database) {}

  async list(
    organizationId: string,
    { viewer, ...input }: Parsed<typeof registry.listInstallations>,
  ): Promise<Reply<typeof registry.listInstallations>> {
    const { after, ...query } = pageQuery(input);
    const found = await this.database.client.installation.findMany({
      where: { organizationId, ...after, catalogItem: itemsFor(viewer) },
      ...query,
      ...withCounts,
    });
    return toPage(await this.described(organizationId, found), input.limit);
  }

  /** Throws `NOT_FOUND`, also for a server the viewer may not see. */
  async get(organizationId: string, id: string, viewer: Viewer): Promise<Installation> {
    const rows = await this.database.client.installation.findMany({
      where: { organizationId, id, catalogItem: itemsFor(viewer) },
      ...withCounts,
    });
    const [installation] = await this.described(organizationId, rows);
    if (!installation) throw new AppError('NOT_FOUND', 'There is no such installation.');
    return installation;
  }

  /** The tools a server lists, with their accepted definitions. */
  async tools(organizationId: string, installationId: string): Promise<Tool[]> {
    const rows = await this.database.client.tool.findMany({
      where: { organizationId, installationId, present: true },
      orderBy: { position: 'asc' },
    });
    return rows.map(toTool);
  }

  private async described(organizationId: string, rows: InstallationRow[]): Promise<Installation[]> {
    const ids = rows.map(({ id }) => id);
    const quarantined = ids.length > 0 ? await quarantinedTools(this.database.client, organizationId, ids) : new Map();
    return rows.map((row) => toInstallation(row, quarantined.get(row.id)));
  }
}
