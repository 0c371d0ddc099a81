import type { Installation, Parsed, registry, Reply, Viewer } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../db/actor.ts';
import { DiscoveryRequests } from '../discovery/discovery-requests.ts';
import { Publication } from '../publication/publication.ts';
import { ToolChanges } from '../tool/tool-changes.ts';
import { InstallationChangeStore } from './installation-change.store.ts';
import { InstallationStore } from './installation.store.ts';

const everything: Viewer = { userId: null, teamIds: [], seesAll: true };
/** One message takes 1 MiB; tools have at most 768 KiB of it. */
const MAX_DETAIL_BYTES = 950_000;

/** Changes of installations, followed by what the rest of the platform must learn of them. */
@Injectable()
export class InstallationService {
  constructor(
    private readonly store: InstallationStore,
    private readonly changes: InstallationChangeStore,
    private readonly toolChanges: ToolChanges,
    private readonly publication: Publication,
    private readonly discoveries: DiscoveryRequests,
  ) {}

  async create(actor: Actor, input: Parsed<typeof registry.createInstallation>): Promise<Installation> {
    const id = await this.changes.create(actor, input);
    const installation = await this.store.get(actor.organizationId, id, everything);
    await this.publication.soon(actor.organizationId, { installations: [id] });
    // Nobody announces that a built-in server started: ask it until it answers.
    if (installation.source.kind === 'builtin') await this.discoveries.enqueue(id, 'created');
    return installation;
  }

  /** With its tools and, as far as they fit, the changes that wait. */
  async get(organizationId: string, id: string, viewer: Viewer): Promise<Reply<typeof registry.getInstallation>> {
    const installation = await this.store.get(organizationId, id, viewer);
    const tools = await this.store.tools(organizationId, id);
    const room = MAX_DETAIL_BYTES - Buffer.byteLength(JSON.stringify({ installation, tools }));
    return { ...installation, tools, changes: await this.toolChanges.ofServer(organizationId, id, room) };
  }

  async update(actor: Actor, input: Parsed<typeof registry.updateInstallation>): Promise<Installation> {
    await this.changes.update(actor, input);
    await this.publication.soon(actor.organizationId, { installations: [input.id] });
    return this.store.get(actor.organizationId, input.id, everything);
  }

  async delete(actor: Actor, id: string): Promise<void> {
    const profiles = await this.changes.delete(actor, id);
    await this.publication.soon(actor.organizationId, { installations: [id], profiles });
  }

  /** Throws `NOT_FOUND`. With the queue away the sweep asks the server instead. */
  async refresh(actor: Actor, id: string): Promise<void> {
    await this.store.get(actor.organizationId, id, everything);
    await this.discoveries.request(actor.organizationId, id);
  }
}
