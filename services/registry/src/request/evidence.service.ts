import { AppError, type ErrorCode } from '@archestra/contracts';
import { CONFIG, log } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import type { RegistryConfig } from '../registry.config.ts';
import { EvidenceQueueStore } from './evidence-queue.store.ts';
import { noEvidence, screenEvidence } from './evidence-screen.ts';
import { EvidenceStore, type Ticket, type Trial } from './evidence.store.ts';
import { TrialClient } from './trial.client.ts';

/** Longer than one question to the orchestrator may take. */
const LEASE_MS = 15_000;
const MAX_RETRY_MS = 60_000;
const MAX_FAILURES = 5;

/** Asking again would get the same answer. */
const final: ReadonlySet<ErrorCode> = new Set(['INVALID_INPUT', 'REQUEST_TOO_LARGE', 'NOT_ALLOWED']);
/** The answer is a fault of the other side; worth a few more questions. */
const doubtful: ReadonlySet<ErrorCode> = new Set(['INTERNAL']);

/** One look at the first run of a request: is it done? */
@Injectable()
export class EvidenceService {
  constructor(
    private readonly store: EvidenceStore,
    private readonly trials: TrialClient,
    private readonly queue: EvidenceQueueStore,
    @Inject(CONFIG) private readonly config: RegistryConfig,
  ) {}

  /** Does nothing for a request whose evidence is not wanted any more: that is how a withdrawn one stops. */
  async look(requestId: string): Promise<void> {
    const begun = await this.store.begin(requestId, LEASE_MS);
    if (!begun) return;
    const { ticket, trial } = begun;
    if (Date.now() - ticket.since.getTime() > this.config.TRIAL_MS)
      await this.store.save(ticket, noEvidence('The first run did not come to an end in time.'));
    else await this.ask(ticket, trial);
  }

  private async ask(ticket: Ticket, trial: Trial): Promise<void> {
    try {
      const answer = await this.trials.run(ticket.organizationId, trial);
      if (answer.state === 'running') return await this.again(ticket, this.config.TRIAL_POLL_MS, 0);
      const isNews = await this.store.save(ticket, screenEvidence(answer.evidence));
      log.info({ requestId: ticket.id, outcome: answer.evidence.outcome, isNews }, 'evidence collected');
    } catch (error) {
      await this.failed(ticket, AppError.from(error));
    }
  }

  private async failed(ticket: Ticket, error: AppError): Promise<void> {
    const failures = ticket.failures + 1;
    log.warn({ err: error, requestId: ticket.id, failures }, 'evidence could not be asked for');
    if (final.has(error.code) || (doubtful.has(error.code) && failures >= MAX_FAILURES))
      await this.store.save(ticket, noEvidence(error.message));
    else await this.again(ticket, Math.min(MAX_RETRY_MS, this.config.TRIAL_POLL_MS * 2 ** failures), failures);
  }

  private async again(ticket: Ticket, waitMs: number, failures: number): Promise<void> {
    await this.store.postpone(ticket, waitMs, failures);
    await this.queue.add(ticket.id, waitMs);
  }
}
