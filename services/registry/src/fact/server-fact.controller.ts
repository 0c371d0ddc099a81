import { consumers } from '@archestra/contracts';
import { HandleEvents, type ReceivedEvent } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { DiscoveryRequests } from '../discovery/discovery-requests.ts';
import { Deployments } from '../request/deployments.ts';
import { Proposals } from '../request/proposals.ts';
import { ServerFactStore } from './server-fact.store.ts';
import { toServerFact, type ServerFact } from './server-fact.ts';

@Controller()
export class ServerFactController {
  constructor(
    private readonly facts: ServerFactStore,
    private readonly discoveries: DiscoveryRequests,
    private readonly deployments: Deployments,
    private readonly proposals: Proposals,
  ) {}

  @HandleEvents(consumers.registryServers)
  async learn(events: ReceivedEvent[]): Promise<void> {
    for (const event of events) {
      const fact = toServerFact(event);
      if (!fact) await this.proposals.learn(event);
      else if (await this.facts.apply(fact)) await this.follow(fact, event.id);
    }
  }

  private async follow({ serverId, wantsDiscovery, state }: ServerFact, cause: string): Promise<void> {
    if (wantsDiscovery) await this.discoveries.enqueue(serverId, cause);
    if (state?.status === 'failed') await this.deployments.settle(serverId);
  }
}
