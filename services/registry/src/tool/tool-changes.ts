import type { Parsed, registry, Reply, ToolChange, Viewer } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../db/actor.ts';
import { Publication } from '../publication/publication.ts';
import { ToolChangeStore } from './tool-change.store.ts';

const everything: Viewer = { userId: null, teamIds: [], seesAll: true };

type Decision = Parsed<typeof registry.acceptToolChange>;

/** Decisions about changed tools, each followed by the snapshots that gateways decide from. */
@Injectable()
export class ToolChanges {
  constructor(
    private readonly store: ToolChangeStore,
    private readonly publication: Publication,
  ) {}

  list(
    organizationId: string,
    input: Parsed<typeof registry.listToolChanges>,
  ): Promise<Reply<typeof registry.listToolChanges>> {
    return this.store.list(organizationId, input);
  }

  /** For somebody who may see the server: its first changes, as many as fit `maxBytes` of JSON. */
  async ofServer(organizationId: string, installationId: string, maxBytes: number): Promise<ToolChange[]> {
    const { items } = await this.store.list(organizationId, { viewer: everything, installationId, limit: 200 });
    let bytes = 0;
    return items.filter((item) => (bytes += Buffer.byteLength(JSON.stringify(item))) <= maxBytes);
  }

  async accept(actor: Actor, decision: Decision): Promise<void> {
    await this.publish(actor, await this.store.accept(actor, decision));
  }

  async reject(actor: Actor, decision: Decision): Promise<void> {
    await this.publish(actor, await this.store.reject(actor, decision));
  }

  private publish({ organizationId }: Actor, profiles: string[]): Promise<void> {
    return this.publication.soon(organizationId, { profiles });
  }
}
