import { consumers, registryEvents } from '@archestra/contracts';
import { HandleEvents, isEvent, type ReceivedEvent } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { ProposalStore } from './proposal.store.ts';

/** Nothing runs of these; whoever applied the object reads there why. */
const ENDED: readonly string[] = ['declined', 'withdrawn'];

/** Hears what became of requests that came from the cluster. */
@Controller()
export class DecisionController {
  constructor(private readonly store: ProposalStore) {}

  @HandleEvents(consumers.orchestratorRequests)
  async learn(events: ReceivedEvent[]): Promise<void> {
    for (const event of events) if (isEvent(event, registryEvents.requestChanged)) await this.follow(event);
  }

  private async follow({ organization, time, data }: Decision): Promise<void> {
    const { proposal, status, statusMessage: message } = data;
    if (!proposal || !ENDED.includes(status)) return;
    await this.store.decline(organization, { uid: proposal.uid, message, at: new Date(time) });
  }
}

type Decision = Pick<ReceivedEvent, 'organization' | 'time'> & {
  data: { proposal?: { uid: string } | undefined; status: string; statusMessage: string };
};
