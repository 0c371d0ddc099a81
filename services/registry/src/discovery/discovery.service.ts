import { AppError } from '@archestra/contracts';
import { screenDefinitions } from '@archestra/mcp';
import { CONFIG, log } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import { Publication } from '../publication/publication.ts';
import { Deployments } from '../request/deployments.ts';
import type { RegistryConfig } from '../registry.config.ts';
import { DiscoveryClient } from './discovery.client.ts';
import { DiscoveryStore, type Ticket } from './discovery.store.ts';

const REFUSALS_SHOWN = 3;
/** How often one job asks again because the server changed meanwhile; the sweep goes on after that. */
const ROUNDS = 3;
const LEASE_MARGIN_MS = 5_000;

/** One discovery: ask the server, screen what it says, keep it, publish what changed. */
@Injectable()
export class DiscoveryService {
  constructor(
    private readonly store: DiscoveryStore,
    private readonly servers: DiscoveryClient,
    private readonly publication: Publication,
    private readonly deployments: Deployments,
    @Inject(CONFIG) private readonly config: RegistryConfig,
  ) {}

  /** Does nothing when nobody wants it any more. Throws what went wrong, so that the queue tries again. */
  async run(installationId: string, stopping: AbortSignal): Promise<void> {
    for (let round = 0; round < ROUNDS; round += 1) {
      const ticket = await this.store.begin(installationId, this.config.DISCOVERY_MS + LEASE_MARGIN_MS);
      if (!ticket || (await this.attempt(ticket, stopping))) return;
      await this.store.release(ticket);
    }
  }

  private async attempt(ticket: Ticket, stopping: AbortSignal): Promise<boolean> {
    try {
      return await this.discover(ticket, stopping);
    } catch (error) {
      if (stopping.aborted) await this.store.release(ticket);
      else await this.store.fail(ticket, AppError.from(error).message);
      throw error;
    }
  }

  /** Returns false when something newer was heard of the server while it was asked. */
  private async discover(ticket: Ticket, stopping: AbortSignal): Promise<boolean> {
    const { facts, definitions } = await this.servers.discover(ticket, stopping);
    const { tools, refused } = screenDefinitions(definitions);
    const profiles = await this.store.save(ticket, { facts, tools, message: refusals(refused) });
    log.info(
      { installationId: ticket.id, tools: tools.length, refused: refused.length, outdated: !profiles },
      'server discovered',
    );
    if (profiles) await this.publication.soon(ticket.organizationId, { profiles });
    await this.deployments.settle(ticket.id);
    return profiles !== undefined;
  }
}

const refusals = (refused: readonly string[]): string => {
  const more = refused.length - REFUSALS_SHOWN;
  return [...refused.slice(0, REFUSALS_SHOWN), ...(more > 0 ? [`${more} more were refused.`] : [])].join(' ');
};
