import {
  AppError,
  registryEvents,
  type Parsed,
  type registry,
  type Reply,
  type ToolChange,
} from '@archestra/contracts';
import type { Tell } from '@archestra/messaging';
import { fitting } from '@archestra/service';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Actor } from '../db/actor.ts';
import { decodeCursor, encodeCursor } from '../db/cursor.ts';
import { Database, type Transaction } from '../db/database.store.ts';
import { profilesWith, refuseOversize } from '../db/grant.ts';
import { lockInstallation } from '../db/installation.ts';
import { refreshSearch } from '../db/search.ts';
import { visibleItem } from '../db/visible.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { toTool } from './stored-tool.ts';

type Decision = Parsed<typeof registry.acceptToolChange>;
type ListRequest = Parsed<typeof registry.listToolChanges>;

const Place = z.tuple([z.uuid(), z.string().max(256)]);

interface Row {
  installation_id: string;
  installation_name: string;
  name: string;
  definition: string;
  pin: string;
  pending_definition: string | null;
  pending_pin: string | null;
  changed_at: Date;
  profile_ids: string[];
}

const toChange = (row: Row): ToolChange => ({
  installationId: row.installation_id,
  installationName: row.installation_name,
  tool: row.name,
  accepted: toTool(row),
  pending:
    row.pending_definition === null || row.pending_pin === null
      ? null
      : toTool({ definition: row.pending_definition, pin: row.pending_pin }),
  profileIds: row.profile_ids,
  since: row.changed_at.toISOString(),
});

/** Tools whose definition is not the accepted one, and what reviewers decide about them. */
@Injectable()
export class ToolChangeStore {
  constructor(private readonly database: Database) {}

  /** Changed definitions that wait, and granted tools that are gone. */
  async list(organizationId: string, input: ListRequest): Promise<Reply<typeof registry.listToolChanges>> {
    const place = input.cursor === undefined ? undefined : decodeCursor(input.cursor, Place);
    const narrow = [
      visibleItem(input.viewer),
      ...(input.installationId === undefined ? [] : [Prisma.sql`t.installation_id = ${input.installationId}::uuid`]),
      ...(place ? [Prisma.sql`(t.installation_id, t.name) > (${place[0]}::uuid, ${place[1]})`] : []),
    ];
    const rows = await this.database.client.$queryRaw<Row[]>`
      SELECT t.installation_id, n.name AS installation_name, t.name, t.definition, t.pin, t.pending_definition,
             t.pending_pin, t.changed_at, g.profile_ids
        FROM tool t
        JOIN installation n ON n.organization_id = t.organization_id AND n.id = t.installation_id
        JOIN catalog_item i ON i.organization_id = n.organization_id AND i.id = n.catalog_item_id
       CROSS JOIN LATERAL (
             SELECT coalesce(array_agg(p.profile_id ORDER BY p.profile_id), '{}') AS profile_ids
               FROM profile_grant p
              WHERE p.organization_id = t.organization_id AND p.installation_id = t.installation_id AND p.tool = t.name) g
       WHERE t.organization_id = ${organizationId}::uuid AND t.changed_at IS NOT NULL AND NOT t.is_rejected
         AND (t.pending_pin IS NOT NULL OR (NOT t.present AND g.profile_ids <> '{}'))
         AND ${Prisma.join(narrow, ' AND ')}
       ORDER BY t.installation_id, t.name LIMIT ${input.limit + 1}`;
    const items = fitting(rows.slice(0, input.limit).map(toChange));
    const last = items.at(-1);
    return {
      items,
      nextCursor: last && items.length < rows.length ? encodeCursor([last.installationId, last.tool]) : null,
    };
  }

  /** Makes the pending definition the accepted one, also of every grant. Returns the profiles that have the tool. */
  async accept(actor: Actor, decision: Decision): Promise<string[]> {
    const { organizationId } = actor;
    const of = { organizationId, installationId: decision.installationId };
    return this.database.change(async (transaction, tell) => {
      const row = await pending(transaction, organizationId, decision);
      await transaction.tool.updateMany({
        where: { ...of, name: decision.tool },
        data: {
          definition: row.pendingDefinition,
          pin: row.pendingPin,
          pendingDefinition: null,
          pendingPin: null,
          isRejected: false,
          changedAt: null,
        },
      });
      await transaction.grant.updateMany({ where: { ...of, tool: decision.tool }, data: { pin: row.pendingPin } });
      const profiles = await profilesWith(transaction, organizationId, decision);
      await refuseOversize(transaction, organizationId, profiles);
      await refreshSearch(transaction, { organizationId, id: row.catalogItemId });
      decided(tell, actor, { decision, row, contract: registryEvents.toolAccepted });
      return profiles;
    });
  }

  /** Takes the tool out of every profile; it stays withheld while the server gives this definition. Returns those profiles. */
  async reject(actor: Actor, decision: Decision): Promise<string[]> {
    const { organizationId } = actor;
    const of = { organizationId, installationId: decision.installationId };
    return this.database.change(async (transaction, tell) => {
      const row = await pending(transaction, organizationId, decision);
      const profiles = await profilesWith(transaction, organizationId, decision);
      await transaction.tool.updateMany({ where: { ...of, name: decision.tool }, data: { isRejected: true } });
      await transaction.grant.deleteMany({ where: { ...of, tool: decision.tool } });
      decided(tell, actor, { decision, row, contract: registryEvents.toolRejected });
      return profiles;
    });
  }
}

interface Pending {
  catalogItemId: string;
  installationName: string;
  pin: string;
  pendingDefinition: string;
  pendingPin: string;
}

const pending = async (transaction: Transaction, organizationId: string, decision: Decision): Promise<Pending> => {
  const { installationId, tool, pendingPin } = decision;
  // Discovery writes the tools of an installation after it has locked its row.
  await lockInstallation(transaction, organizationId, installationId);
  const row = await transaction.tool.findFirst({
    where: { organizationId, installationId, name: tool },
    include: { installation: { select: { name: true, catalogItemId: true } } },
  });
  if (!row) throw new AppError('NOT_FOUND', 'The server has no such tool.');
  if (row.pendingDefinition === null || row.pendingPin !== pendingPin)
    throw new AppError('CONFLICT', 'The definition changed again meanwhile. Look at the difference once more.');
  const { installation, pin, pendingDefinition } = row;
  return {
    catalogItemId: installation.catalogItemId,
    installationName: installation.name,
    pin,
    pendingDefinition,
    pendingPin,
  };
};

interface Decided {
  decision: Decision;
  row: Pending;
  contract: typeof registryEvents.toolAccepted | typeof registryEvents.toolRejected;
}

const decided = (tell: Tell, actor: Actor, { decision, row, contract }: Decided): void =>
  tell(contract, {
    ...actor,
    data: {
      id: decision.installationId,
      name: row.installationName,
      tool: decision.tool,
      before: row.pin,
      after: row.pendingPin,
    },
  });
