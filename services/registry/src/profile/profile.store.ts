import { AppError, registryEvents, type Parsed, type Profile, type registry, type Reply } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import type { Actor } from '../db/actor.ts';
import { isTaken } from '../db/database-error.ts';
import { Database, type Transaction } from '../db/database.store.ts';
import { pageQuery, toPage } from '../db/page.ts';
import { MAX_DEFINITIONS_BYTES } from '../tool/definition.ts';
import { toAssignments } from './assignment.ts';

interface Row {
  id: string;
  name: string;
  description: string;
  createdAt: Date;
  updatedAt: Date;
}

const notFound = (): AppError => new AppError('NOT_FOUND', 'There is no such profile.');

const unlessTaken = async <T>(name: string, work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    if (isTaken(error)) throw new AppError('CONFLICT', `There is already a profile named “${name}”.`);
    throw error;
  }
};

@Injectable()
export class ProfileStore {
  constructor(private readonly database: Database) {}

  async create(actor: Actor, { name, description }: Parsed<typeof registry.createProfile>): Promise<Profile> {
    const made = this.database.change(async (transaction, tell) => {
      const row = await transaction.profile.create({
        data: { id: uuid(), organizationId: actor.organizationId, name, description },
      });
      await tell(registryEvents.profileCreated, { ...actor, data: { id: row.id, name } });
      return row;
    });
    return toProfile(await unlessTaken(name, made), []);
  }

  async list(
    organizationId: string,
    input: Parsed<typeof registry.listProfiles>,
  ): Promise<Reply<typeof registry.listProfiles>> {
    const { after, ...query } = pageQuery(input);
    const found = await this.database.client.profile.findMany({ where: { organizationId, ...after }, ...query });
    return toPage(await this.withAssignments(organizationId, found), input.limit);
  }

  async get(organizationId: string, id: string): Promise<Profile> {
    const rows = await this.database.client.profile.findMany({ where: { organizationId, id } });
    const [profile] = await this.withAssignments(organizationId, rows);
    if (!profile) throw notFound();
    return profile;
  }

  async update(actor: Actor, { id, name, description }: Parsed<typeof registry.updateProfile>): Promise<Profile> {
    const { organizationId } = actor;
    const saved = this.database.change(async (transaction, tell) => {
      await touch(transaction, { organizationId, id }, { name, description });
      await tell(registryEvents.profileChanged, { ...actor, data: { id, name } });
    });
    await unlessTaken(name, saved);
    return this.get(organizationId, id);
  }

  async delete(actor: Actor, id: string): Promise<void> {
    const { organizationId } = actor;
    await this.database.change(async (transaction, tell) => {
      const row = await transaction.profile.findFirst({ where: { organizationId, id } });
      const { count } = await transaction.profile.deleteMany({ where: { organizationId, id } });
      if (!row || count === 0) throw notFound();
      await tell(registryEvents.profileDeleted, { ...actor, data: { id, name: row.name } });
    });
  }

  /** Grants exactly these tools of one server, each with the definition it has now. */
  async assign(
    actor: Actor,
    { profileId, installationId, tools }: Parsed<typeof registry.setAssignment>,
  ): Promise<Profile> {
    const { organizationId } = actor;
    await this.database.change(async (transaction, tell) => {
      // The update locks the profile: two assignments of the same one follow each other.
      await touch(transaction, { organizationId, id: profileId }, {});
      const granted = await pinned(transaction, { organizationId, installationId }, [...new Set(tools)]);
      const row = await transaction.profile.findFirstOrThrow({ where: { organizationId, id: profileId } });
      await transaction.grant.deleteMany({ where: { organizationId, profileId, installationId } });
      await transaction.grant.createMany({
        data: granted.map(({ name, pin }) => ({ organizationId, profileId, installationId, tool: name, pin })),
      });
      await refuseOversize(transaction, organizationId, profileId);
      await tell(registryEvents.profileChanged, { ...actor, data: { id: profileId, name: row.name } });
    });
    return this.get(organizationId, profileId);
  }

  private async withAssignments(organizationId: string, rows: Row[]): Promise<Profile[]> {
    const grants = await this.database.client.$queryRaw<GrantRow[]>`
      SELECT g.profile_id, g.installation_id, g.tool, t.name IS NOT NULL AS exists
        FROM profile_grant g
        LEFT JOIN tool t ON t.organization_id = g.organization_id AND t.installation_id = g.installation_id AND t.name = g.tool
       WHERE g.organization_id = ${organizationId}::uuid AND g.profile_id = ANY(${rows.map(({ id }) => id)}::uuid[])
       ORDER BY g.installation_id, t.position, g.tool`;
    const byProfile = Map.groupBy(grants, ({ profile_id }) => profile_id);
    return rows.map((row) => toProfile(row, byProfile.get(row.id) ?? []));
  }
}

interface GrantRow {
  profile_id: string;
  installation_id: string;
  tool: string;
  exists: boolean;
}

const toProfile = ({ id, name, description, createdAt, updatedAt }: Row, grants: GrantRow[]): Profile => ({
  id,
  name,
  description,
  assignments: toAssignments(
    grants.map(({ installation_id, tool, exists }) => ({ installationId: installation_id, tool, exists })),
  ),
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});

const touch = async (
  transaction: Transaction,
  where: { organizationId: string; id: string },
  data: Partial<Pick<Row, 'name' | 'description'>>,
) => {
  const { count } = await transaction.profile.updateMany({ where, data: { ...data, updatedAt: new Date() } });
  if (count === 0) throw notFound();
};

const refuseOversize = async (transaction: Transaction, organizationId: string, profileId: string): Promise<void> => {
  const [sum] = await transaction.$queryRaw<{ bytes: number }[]>`
    SELECT coalesce(sum(octet_length(t.definition)), 0)::int AS bytes
      FROM profile_grant g
      JOIN tool t ON t.organization_id = g.organization_id AND t.installation_id = g.installation_id AND t.name = g.tool
     WHERE g.organization_id = ${organizationId}::uuid AND g.profile_id = ${profileId}::uuid`;
  if ((sum?.bytes ?? 0) <= MAX_DEFINITIONS_BYTES) return;
  throw new AppError(
    'INVALID_INPUT',
    'The definitions of all tools of the profile are too large together (768 KiB). Grant fewer tools.',
  );
};

/** The tools of these names with their present pins; throws when one of them is not there. */
const pinned = async (
  transaction: Transaction,
  server: { organizationId: string; installationId: string },
  names: string[],
) => {
  const { organizationId, installationId } = server;
  const installation = await transaction.installation.findFirst({
    where: { organizationId, id: installationId },
    select: { id: true },
  });
  if (!installation) throw new AppError('NOT_FOUND', 'There is no such installation.');
  const found = await transaction.tool.findMany({
    where: { ...server, name: { in: names } },
    select: { name: true, pin: true },
  });
  const known = new Set(found.map(({ name }) => name));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length === 0) return found;
  throw new AppError('INVALID_INPUT', 'The server has no such tools. Refresh its tools and choose again.', {
    details: { unknown: unknown.slice(0, 20) },
  });
};
