import { orchestrator, type Reply } from '@archestra/contracts';
import { NatsClient } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';
import type { Trial } from './evidence.store.ts';

/** First runs, made by the orchestrator. */
@Injectable()
export class TrialClient {
  constructor(private readonly nats: NatsClient) {}

  /** Starts the trial of this id, or tells how far it is. */
  run(organizationId: string, trial: Trial): Promise<Reply<typeof orchestrator.runTrial>> {
    return this.nats.call(orchestrator.runTrial, trial, { organizationId, principal: 'service:registry' });
  }
}
