import { AppError } from '@archestra/contracts';
import { CONFIG, log } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import { Publication } from '../publication/publication.ts';
import type { RegistryConfig } from '../registry.config.ts';
import { screenDefinitions } from '../tool/definition.ts';
import { DiscoveryClient } from './discovery.client.ts';
import { DiscoveryStore, type Ticket } from './discovery.store.ts';

const REFUSALS_SHOWN = 3;
const LEASE_MARGIN_MS = 5_000;

/** One discovery: ask the server, screen what it says, keep it, publish what changed. */
@Injectable()
export class DiscoveryService {
  constructor(
    private readonly store: DiscoveryStore,
    private readonly servers: DiscoveryClient,
    private readonly publication: Publication,
    @Inject(CONFIG) private readonly config: RegistryConfig,
  ) {}

  /** Does nothing when nobody wants it any more. Throws what went wrong, so that the queue tries again. */
  async run(installationId: string, stopping: AbortSignal): Promise<void> {
    const ticket = await this.store.begin(installationId, this.config.DISCOVERY_MS + LEASE_MARGIN_MS);
    if (!ticket) return;
    try {
      await this.discover(ticket, stopping);
    } catch (error) {
      const { message } = AppError.from(error);
      if (!stopping.aborted) await this.store.fail(ticket, message);
      throw error;
    }
  }

  private async discover(ticket: Ticket, stopping: AbortSignal): Promise<void> {
    const { facts, definitions } = await this.servers.discover(ticket, stopping);
    const { tools, refused } = screenDefinitions(definitions);
    const profiles = await this.store.save(ticket, { facts, tools, message: refusals(refused) });
    log.info({ installationId: ticket.id, tools: tools.length, refused: refused.length, outdated: !profiles }, 'server discovered');
    if (profiles) await this.publication.soon(ticket.organizationId, { profiles });
    else await this.store.release(ticket);
  }
}

const refusals = (refused: readonly string[]): string => {
  const more = refused.length - REFUSALS_SHOWN;
  return [...refused.slice(0, REFUSALS_SHOWN), ...(more > 0 ? [`${more} more were refused.`] : [])].join(' ');
};
