import type { Parsed, Profile, registry } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../db/actor.ts';
import { Publication } from '../publication/publication.ts';
import { ProfileStore } from './profile.store.ts';

/** Changes of profiles, each followed by the snapshot that gateways decide from. */
@Injectable()
export class ProfileService {
  constructor(
    private readonly store: ProfileStore,
    private readonly publication: Publication,
  ) {}

  async create(actor: Actor, input: Parsed<typeof registry.createProfile>): Promise<Profile> {
    const profile = await this.store.create(actor, input);
    await this.publish(actor, profile.id);
    return profile;
  }

  async update(actor: Actor, input: Parsed<typeof registry.updateProfile>): Promise<Profile> {
    const profile = await this.store.update(actor, input);
    await this.publish(actor, input.id);
    return profile;
  }

  async delete(actor: Actor, id: string): Promise<void> {
    await this.store.delete(actor, id);
    await this.publish(actor, id);
  }

  async assign(actor: Actor, input: Parsed<typeof registry.setAssignment>): Promise<Profile> {
    const profile = await this.store.assign(actor, input);
    await this.publish(actor, input.profileId);
    return profile;
  }

  private publish({ organizationId }: Actor, profileId: string): Promise<void> {
    return this.publication.soon(organizationId, { profiles: [profileId] });
  }
}
