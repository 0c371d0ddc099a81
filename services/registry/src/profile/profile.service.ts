import type { Parsed, Profile, registry, Reply, Viewer } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../db/actor.ts';
import { Publication } from '../publication/publication.ts';
import { AssignmentStore } from './assignment.store.ts';
import { ProfileChangeStore } from './profile-change.store.ts';
import { ProfileStore } from './profile.store.ts';

const everything: Viewer = { userId: null, teamIds: [], seesAll: true };

/** Changes of profiles, each followed by the snapshot that gateways decide from. */
@Injectable()
export class ProfileService {
  constructor(
    private readonly store: ProfileStore,
    private readonly changes: ProfileChangeStore,
    private readonly assignments: AssignmentStore,
    private readonly publication: Publication,
  ) {}

  async create(actor: Actor, input: Parsed<typeof registry.createProfile>): Promise<Profile> {
    return this.changed(actor, await this.changes.create(actor, input));
  }

  async update(actor: Actor, input: Parsed<typeof registry.updateProfile>): Promise<Profile> {
    await this.changes.update(actor, input);
    return this.changed(actor, input.id);
  }

  async delete(actor: Actor, input: Parsed<typeof registry.deleteProfile>): Promise<void> {
    await this.changes.delete(actor, input);
    await this.publication.soon(actor.organizationId, { profiles: [input.id] });
  }

  async assign(actor: Actor, input: Parsed<typeof registry.setAssignment>): Promise<Profile> {
    await this.assignments.set(actor, input);
    return this.changed(actor, input.profileId);
  }

  async assignMany(
    actor: Actor,
    input: Parsed<typeof registry.assignMany>,
  ): Promise<Reply<typeof registry.assignMany>> {
    const counts = await this.assignments.setMany(actor, input);
    await this.publication.soon(actor.organizationId, { profiles: input.profileIds });
    return counts;
  }

  private async changed({ organizationId }: Actor, profileId: string): Promise<Profile> {
    await this.publication.soon(organizationId, { profiles: [profileId] });
    return this.store.get(organizationId, profileId, everything);
  }
}
