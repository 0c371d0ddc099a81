import { AppError, registryEvents, type Parsed, type registry, type Viewer } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import type { Actor } from '../db/actor.ts';
import { isTaken } from '../db/database-error.ts';
import { Database, type Transaction } from '../db/database.store.ts';
import { fromAccess, lockProfiles, profileFacts, tellChanged } from '../db/profile.ts';
import { assertOwn, profilesFor } from '../db/visible.ts';

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
export class ProfileChangeStore {
  constructor(private readonly database: Database) {}

  /** Who may use it is said, or it is for its owner alone. Returns the id. */
  async create(actor: Actor, input: Parsed<typeof registry.createProfile>): Promise<string> {
    const { organizationId } = actor;
    const { name, description, ownerId = null } = input;
    const access = input.access ?? { everyone: false, teamIds: [], userIds: ownerId ? [ownerId] : [] };
    const made = this.database.change(async (transaction, tell) => {
      const id = uuid();
      await transaction.profile.create({
        data: { id, organizationId, name, description, ownerId, ...fromAccess(access) },
      });
      const after = { name, description, access, assignments: [] };
      tell(registryEvents.profileCreated, { ...actor, data: { id, name, before: null, after } });
      return id;
    });
    return unlessTaken(name, made);
  }

  async update(actor: Actor, input: Parsed<typeof registry.updateProfile>): Promise<void> {
    const { organizationId } = actor;
    const { id, name, description, access } = input;
    const saved = this.database.change(async (transaction, tell) => {
      await lockOwn(transaction, actor, { viewer: input.viewer, profileIds: [id] });
      const before = await profileFacts(transaction, organizationId, [id]);
      await transaction.profile.updateMany({
        where: { organizationId, id },
        data: { name, description, ...(access ? fromAccess(access) : {}), updatedAt: new Date() },
      });
      await tellChanged({ tell, actor }, before, await profileFacts(transaction, organizationId, [id]));
    });
    await unlessTaken(name, saved);
  }

  async delete(actor: Actor, { id, viewer }: Parsed<typeof registry.deleteProfile>): Promise<void> {
    const { organizationId } = actor;
    await this.database.change(async (transaction, tell) => {
      const [row] = await lockOwn(transaction, actor, { viewer, profileIds: [id] });
      const before = (await profileFacts(transaction, organizationId, [id])).get(id) ?? null;
      await transaction.profile.deleteMany({ where: { organizationId, id } });
      const data = { id, name: row?.name ?? '', before, after: null };
      tell(registryEvents.profileDeleted, { ...actor, data });
    });
  }
}

/** Locks profiles that the viewer may change. Throws `NOT_FOUND` for what they may not see, `NOT_ALLOWED` for what is not theirs. */
export const lockOwn = async (
  transaction: Transaction,
  { organizationId }: Actor,
  { viewer, profileIds }: { viewer: Viewer; profileIds: readonly string[] },
) => {
  const rows = await lockProfiles(transaction, organizationId, profileIds);
  const visible = await transaction.profile.count({
    where: { organizationId, id: { in: [...profileIds] }, ...profilesFor(viewer) },
  });
  if (visible < new Set(profileIds).size) throw notFound();
  for (const row of rows) assertOwn(viewer, row, 'profile');
  return rows;
};
