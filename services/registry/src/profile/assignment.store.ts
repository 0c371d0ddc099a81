import { AppError, type Assignment, type Parsed, type registry, type Reply, type Viewer } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../db/actor.ts';
import { Database, type Transaction } from '../db/database.store.ts';
import { refuseOversize } from '../db/grant.ts';
import { holdInstallations, profileFacts, tellChanged } from '../db/profile.ts';
import { itemsFor } from '../db/visible.ts';
import { lockOwn } from './profile-change.store.ts';

type ManyRequest = Parsed<typeof registry.assignMany>;

const MANY_TIMEOUT_MS = 9_000;

/** Which tools profiles grant, each with the pin of the definition that is accepted. */
@Injectable()
export class AssignmentStore {
  constructor(private readonly database: Database) {}

  /** Grants exactly these tools of one server. */
  async set(actor: Actor, input: Parsed<typeof registry.setAssignment>): Promise<void> {
    const { organizationId } = actor;
    const { profileId, installationId, viewer } = input;
    const tools = [...new Set(input.tools)];
    await this.database.change(async (transaction, tell) => {
      await lockOwn(transaction, actor, { viewer, profileIds: [profileId] });
      const before = await profileFacts(transaction, organizationId, [profileId]);
      await assertKnown(transaction, actor, { viewer, wanted: [{ installationId, tools }] });
      await transaction.grant.deleteMany({ where: { organizationId, profileId, installationId } });
      await grant(transaction, organizationId, { profileIds: [profileId], wanted: [{ installationId, tools }] });
      await refuseOversize(transaction, organizationId, [profileId]);
      await touch(transaction, organizationId, [profileId]);
      await tellChanged({ tell, actor }, before, await profileFacts(transaction, organizationId, [profileId]));
    });
  }

  /** Adds and removes in many profiles, all of it or nothing. */
  async setMany(actor: Actor, input: ManyRequest): Promise<Reply<typeof registry.assignMany>> {
    const { organizationId } = actor;
    const profileIds = [...new Set(input.profileIds)];
    return this.database.change(async (transaction, tell) => {
      await lockOwn(transaction, actor, { viewer: input.viewer, profileIds });
      const before = await profileFacts(transaction, organizationId, profileIds);
      await assertKnown(transaction, actor, { viewer: input.viewer, wanted: input.add });
      const removed = await revoke(transaction, organizationId, { profileIds, wanted: input.remove });
      const added = await grant(transaction, organizationId, { profileIds, wanted: input.add });
      await refuseOversize(transaction, organizationId, profileIds);
      await touch(transaction, organizationId, profileIds);
      const after = await profileFacts(transaction, organizationId, profileIds);
      return { profiles: await tellChanged({ tell, actor }, before, after), added, removed };
    }, MANY_TIMEOUT_MS);
  }
}

interface Wanted {
  profileIds: readonly string[];
  wanted: readonly Assignment[];
}

/** One text for the database: it takes the pairs apart again. */
const pairs = (wanted: readonly Assignment[]): string =>
  JSON.stringify(wanted.flatMap(({ installationId, tools }) => tools.map((tool) => ({ installationId, tool }))));

const grant = (transaction: Transaction, organizationId: string, { profileIds, wanted }: Wanted): Promise<number> =>
  transaction.$executeRaw`
    INSERT INTO profile_grant (organization_id, profile_id, installation_id, tool, pin)
    SELECT DISTINCT t.organization_id, p.id, t.installation_id, t.name, t.pin
      FROM unnest(${[...profileIds]}::uuid[]) AS p(id),
           json_to_recordset(${pairs(wanted)}::json) AS w("installationId" uuid, tool text)
      JOIN tool t ON t.organization_id = ${organizationId}::uuid AND t.installation_id = w."installationId" AND t.name = w.tool
    ON CONFLICT DO NOTHING`;

const revoke = (transaction: Transaction, organizationId: string, { profileIds, wanted }: Wanted): Promise<number> =>
  transaction.$executeRaw`
    DELETE FROM profile_grant g
     USING json_to_recordset(${pairs(wanted)}::json) AS w("installationId" uuid, tool text)
     WHERE g.organization_id = ${organizationId}::uuid AND g.profile_id = ANY(${[...profileIds]}::uuid[])
       AND g.installation_id = w."installationId" AND g.tool = w.tool`;

const touch = (transaction: Transaction, organizationId: string, profileIds: readonly string[]) =>
  transaction.profile.updateMany({
    where: { organizationId, id: { in: [...profileIds] } },
    data: { updatedAt: new Date() },
  });

/** Throws unless the viewer may see each server (to take tools away it is enough that it exists) and each tool is listed by it. */
const assertKnown = async (
  transaction: Transaction,
  { organizationId }: Actor,
  { viewer, wanted }: { viewer: Viewer; wanted: readonly Assignment[] },
): Promise<void> => {
  const ids = [...new Set(wanted.map(({ installationId }) => installationId))];
  if (ids.length === 0) return;
  await holdInstallations(transaction, organizationId, ids);
  const granting = [...new Set(wanted.flatMap(({ installationId, tools }) => (tools.length ? [installationId] : [])))];
  const visible = await transaction.installation.count({
    where: { organizationId, id: { in: granting }, catalogItem: itemsFor(viewer) },
  });
  if (visible < granting.length) throw new AppError('NOT_FOUND', 'There is no such installation.');
  const unknown = await transaction.$queryRaw<{ tool: string }[]>`
    SELECT w.tool FROM json_to_recordset(${pairs(wanted)}::json) AS w("installationId" uuid, tool text)
     WHERE NOT EXISTS (SELECT 1 FROM tool t WHERE t.organization_id = ${organizationId}::uuid
                          AND t.installation_id = w."installationId" AND t.name = w.tool AND t.present AND NOT t.is_rejected)
     LIMIT 20`;
  if (unknown.length === 0) return;
  throw new AppError('INVALID_INPUT', 'The server has no such tools. Refresh its tools and choose again.', {
    details: { unknown: unknown.map(({ tool }) => tool) },
  });
};
