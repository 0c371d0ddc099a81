import { consumers } from '@archestra/contracts';
import { HandleEvents, type ReceivedEvent } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { DiscoveryRequests } from '../discovery/discovery-requests.ts';
import { ServerFactStore } from './server-fact.store.ts';
import { toServerFact } from './server-fact.ts';

@Controller()
export class ServerFactController {
  constructor(
    private readonly facts: ServerFactStore,
    private readonly discoveries: DiscoveryRequests,
  ) {}

  @HandleEvents(consumers.registryServers)
  async learn(events: ReceivedEvent[]): Promise<void> {
    for (const event of events) {
      const fact = toServerFact(event);
      if (!fact || !(await this.facts.apply(fact))) continue;
      if (fact.wantsDiscovery) await this.discoveries.enqueue(fact.serverId, event.id);
    }
  }
}
