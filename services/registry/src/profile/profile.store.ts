import {
  AppError,
  type Assignment,
  type Parsed,
  type Profile,
  type registry,
  type Reply,
  type Viewer,
} from '@archestra/contracts';
import { pageQuery, toPage } from '@archestra/service';
import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.store.ts';
import { accessOf, assignmentsOf, type ProfileRow } from '../db/profile.ts';
import { profilesFor } from '../db/visible.ts';

const toProfile = (row: ProfileRow, assignments: Assignment[]): Profile => ({
  id: row.id,
  name: row.name,
  description: row.description,
  ownerId: row.ownerId,
  access: accessOf(row),
  assignments,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

/** Profiles as each person may see them: those they may use, their own, or all. */
@Injectable()
export class ProfileStore {
  constructor(private readonly database: Database) {}

  /** `query` is part of the name or description. */
  async list(
    organizationId: string,
    { viewer, query, ...input }: Parsed<typeof registry.listProfiles>,
  ): Promise<Reply<typeof registry.listProfiles>> {
    const { after, ...page } = pageQuery(input);
    const text = query?.trim() ? { contains: query.trim(), mode: 'insensitive' as const } : undefined;
    const named = text ? [{ OR: [{ name: text }, { description: text }] }] : [];
    const found = await this.database.client.profile.findMany({
      where: { organizationId, ...after, AND: [profilesFor(viewer), ...named] },
      ...page,
    });
    return toPage(await this.withAssignments(organizationId, found), input.limit);
  }

  /** Throws `NOT_FOUND`, also for a profile the viewer may not see. */
  async get(organizationId: string, id: string, viewer: Viewer): Promise<Profile> {
    const rows = await this.database.client.profile.findMany({ where: { organizationId, id, ...profilesFor(viewer) } });
    const [profile] = await this.withAssignments(organizationId, rows);
    if (!profile) throw new AppError('NOT_FOUND', 'There is no such profile.');
    return profile;
  }

  private async withAssignments(organizationId: string, rows: ProfileRow[]): Promise<Profile[]> {
    const ids = rows.map(({ id }) => id);
    const assignments = await assignmentsOf(this.database.client, organizationId, ids);
    return rows.map((row) => toProfile(row, assignments.get(row.id) ?? []));
  }
}
