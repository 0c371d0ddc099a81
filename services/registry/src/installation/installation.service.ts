import type { Installation, Parsed, registry } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../db/actor.ts';
import { DiscoveryRequests } from '../discovery/discovery-requests.ts';
import { Publication } from '../publication/publication.ts';
import { InstallationStore } from './installation.store.ts';

/** Changes of installations, followed by what the rest of the platform must learn of them. */
@Injectable()
export class InstallationService {
  constructor(
    private readonly store: InstallationStore,
    private readonly publication: Publication,
    private readonly discoveries: DiscoveryRequests,
  ) {}

  async create(actor: Actor, input: Parsed<typeof registry.createInstallation>): Promise<Installation> {
    const installation = await this.store.create(actor, input);
    await this.publication.soon(actor.organizationId, { installations: [installation.id] });
    // Nobody announces that a built-in server started: ask it until it answers.
    if (installation.source.kind === 'builtin') await this.discoveries.enqueue(installation.id, 'created');
    return installation;
  }

  async delete(actor: Actor, id: string): Promise<void> {
    const profiles = await this.store.delete(actor, id);
    await this.publication.soon(actor.organizationId, { installations: [id], profiles });
  }

  /** Throws `NOT_FOUND`. With the queue away the sweep asks the server instead. */
  async refresh(actor: Actor, id: string): Promise<void> {
    await this.store.get(actor.organizationId, id);
    await this.discoveries.request(actor.organizationId, id);
  }
}
