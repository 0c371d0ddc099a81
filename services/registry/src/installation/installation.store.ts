import {
  AppError,
  InstallationStatus,
  registryEvents,
  ServerSource,
  type Installation,
  type Parsed,
  type registry,
  type Reply,
} from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import type { Actor } from '../db/actor.ts';
import { isTaken } from '../db/database-error.ts';
import { Database } from '../db/database.store.ts';
import { changedTools, profilesWith } from '../db/grant.ts';
import { pageQuery, toPage } from '../db/page.ts';
import { toFacts } from '../tool/stored-facts.ts';
import { toTool } from '../tool/stored-tool.ts';
import { statusMessage } from '../tool/status-message.ts';

const firstMessage = {
  package: 'Waiting for the orchestrator to start the server.',
  remote: 'Waiting for the orchestrator to connect to the server.',
  builtin: 'Waiting for the service to answer.',
} as const;

const counted = { include: { _count: { select: { tools: true } } } } as const;
type Row = Omit<Installation, 'source' | 'facts' | 'status' | 'toolCount' | 'createdAt' | 'updatedAt'> & {
  source: unknown;
  facts: string | null;
  status: string;
  createdAt: Date;
  updatedAt: Date;
  _count: { tools: number };
};

const toInstallation = (row: Row, changed: string[] = []): Installation => ({
  id: row.id,
  catalogItemId: row.catalogItemId,
  name: row.name,
  title: row.title,
  description: row.description,
  source: ServerSource.parse(row.source),
  status: InstallationStatus.parse(row.status),
  statusMessage: statusMessage(row.statusMessage, changed),
  facts: toFacts(row.facts),
  toolCount: row._count.tools,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

const notFound = (): AppError => new AppError('NOT_FOUND', 'There is no such installation.');

@Injectable()
export class InstallationStore {
  constructor(private readonly database: Database) {}

  /** Throws `NOT_FOUND` for an unknown catalog item and `CONFLICT` for a name in use. */
  async create(actor: Actor, input: Parsed<typeof registry.createInstallation>): Promise<Installation> {
    const { organizationId } = actor;
    try {
      return await this.database.change(async (transaction, tell) => {
        const item = await transaction.catalogItem.findFirst({ where: { organizationId, id: input.catalogItemId } });
        if (!item) throw new AppError('NOT_FOUND', 'There is no such catalog item.');
        const source = ServerSource.parse(item.source);
        const { title, description } = item;
        const copy = {
          organizationId,
          catalogItemId: item.id,
          name: input.name ?? item.name,
          title,
          description,
          source,
        };
        const row = await transaction.installation.create({
          data: { ...copy, id: uuid(), statusMessage: firstMessage[source.kind] },
          ...counted,
        });
        await tell(registryEvents.installationCreated, { ...actor, data: { id: row.id, name: row.name } });
        return toInstallation(row);
      });
    } catch (error) {
      if (isTaken(error))
        throw new AppError('CONFLICT', 'An installation with this name exists already. Choose another name.');
      throw error;
    }
  }

  async list(
    organizationId: string,
    input: Parsed<typeof registry.listInstallations>,
  ): Promise<Reply<typeof registry.listInstallations>> {
    const { after, ...query } = pageQuery(input);
    const found = await this.database.client.installation.findMany({
      where: { organizationId, ...after },
      ...query,
      ...counted,
    });
    const ids = found.map(({ id }) => id);
    const changed = await changedTools(this.database.client, organizationId, ids);
    return toPage(
      found.map((row) => toInstallation(row, changed.get(row.id))),
      input.limit,
    );
  }

  async get(organizationId: string, id: string): Promise<Reply<typeof registry.getInstallation>> {
    const row = await this.database.client.installation.findFirst({ where: { organizationId, id }, ...counted });
    if (!row) throw notFound();
    const tools = await this.database.client.tool.findMany({
      where: { organizationId, installationId: id },
      orderBy: { position: 'asc' },
    });
    const changed = await changedTools(this.database.client, organizationId, [id]);
    return { ...toInstallation(row, changed.get(id)), tools: tools.map(toTool) };
  }

  /**
   * Its tools and every grant of them go with it; a later installation of the same name is another one.
   * Returns the profiles that had it. Throws `NOT_FOUND`.
   */
  async delete(actor: Actor, id: string): Promise<string[]> {
    const { organizationId } = actor;
    return this.database.change(async (transaction, tell) => {
      const row = await transaction.installation.findFirst({ where: { organizationId, id } });
      const profiles = await profilesWith(transaction, organizationId, id);
      const { count } = await transaction.installation.deleteMany({ where: { organizationId, id } });
      if (!row || count === 0) throw notFound();
      await tell(registryEvents.installationDeleted, { ...actor, data: { id, name: row.name } });
      return profiles;
    });
  }
}
