import { AppError, Id } from '@archestra/contracts';
import { organizationOf, type MessageContext } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../db/actor.ts';
import { DiscoveryRequests } from '../discovery/discovery-requests.ts';
import { Publication } from '../publication/publication.ts';
import { OrganizationStore } from './organization.store.ts';

/** Every request enters through its organization; the first one finds the built-in servers made. */
@Injectable()
export class Organizations {
  private readonly known = new Set<string>();

  constructor(
    private readonly store: OrganizationStore,
    private readonly publication: Publication,
    private readonly discoveries: DiscoveryRequests,
  ) {}

  /** The organization the message speaks for. Throws `INVALID_INPUT` when it names none. */
  async enter(context: MessageContext): Promise<string> {
    const organizationId = organizationOf(context);
    await this.ensure(organizationId);
    return organizationId;
  }

  /** Throws `INVALID_INPUT` when it is not an id. */
  async ensure(organizationId: string): Promise<void> {
    if (this.known.has(organizationId)) return;
    if (!Id.safeParse(organizationId).success)
      throw new AppError('INVALID_INPUT', 'The organization of the message is not an id.');
    const installationId = await this.store.seed(organizationId);
    if (installationId) {
      await this.publication.soon(organizationId, { installations: [installationId] });
      await this.discoveries.enqueue(installationId, 'created');
    }
    this.known.add(organizationId);
  }

  /** The same with the principal who answers for a change. */
  async actor(context: MessageContext): Promise<Actor> {
    const organizationId = await this.enter(context);
    return context.principal ? { organizationId, principal: context.principal } : { organizationId };
  }
}
