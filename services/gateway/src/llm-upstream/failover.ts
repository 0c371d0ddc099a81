import { setTimeout as wait } from 'node:timers/promises';
import { AppError, type LlmAttempt } from '@archestra/contracts';
import { CONFIG } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import type { GatewayConfig } from '../gateway.config.ts';
import type { Destination } from '../llm-model/model.router.ts';
import { isWorthFallback, pauseMs } from './pause.ts';
import { ProviderClient } from './provider.client.ts';
import type { OpenAnswer, Question } from './question.ts';
import { RetryBudget } from './retry.budget.ts';

export interface Asking {
  /** The chosen model, then its fallbacks. */
  readonly destinations: readonly Destination[];
  /** Written for each destination: dialects differ. `isLimited`: with the limit a budget needs, where there is one. */
  readonly write: (destination: Destination, isLimited: boolean) => Promise<Question>;
  readonly signal: AbortSignal;
  /** Filled with every try. */
  readonly attempts: LlmAttempt[];
}

const us = (fromMs: number): number => Math.round((performance.now() - fromMs) * 1_000);

/** Asks a provider, again after a pause when it is overloaded or away, then its fallbacks: until an answer begins. */
@Injectable()
export class Failover {
  private readonly budget = new RetryBudget();

  constructor(
    private readonly client: ProviderClient,
    @Inject(CONFIG) private readonly config: GatewayConfig,
  ) {}

  /** Throws the last failure when nobody answers. */
  async open(asking: Asking): Promise<{ destination: Destination; answer: OpenAnswer }> {
    let failure: AppError | undefined;
    for (const destination of asking.destinations) {
      const found = await this.persist(asking, destination, failure);
      if (!(found instanceof AppError)) return { destination, answer: found };
      failure = found;
      if (asking.signal.aborted || !isWorthFallback(failure)) break;
    }
    throw failure ?? new AppError('PROVIDER_UNAVAILABLE', 'No provider can be asked.');
  }

  /** `earlier` is why the one before did not answer: it stays the failure where this one has no word for the request. */
  private async persist(
    asking: Asking,
    destination: Destination,
    earlier: AppError | undefined,
  ): Promise<OpenAnswer | AppError> {
    const question = await asking.write(destination, true).catch((error: unknown) => {
      if (earlier) return earlier;
      throw error;
    });
    if (question instanceof AppError) return question;
    const answer = await this.insist(asking, destination, question);
    // A model that refuses our limit cannot write as much as was put aside for it.
    const isRefused = answer instanceof AppError && answer.code === 'PROVIDER_REFUSED';
    return isRefused && question.isLimited
      ? this.insist(asking, destination, await asking.write(destination, false))
      : answer;
  }

  private async insist(asking: Asking, destination: Destination, question: Question): Promise<OpenAnswer | AppError> {
    for (let failed = 0; ; failed += 1) {
      const answer = await this.attempt(asking, destination, question);
      if (!(answer instanceof AppError)) return answer;
      const pause = failed < this.config.GATEWAY_LLM_RETRIES ? pauseMs(answer, failed) : undefined;
      if (pause === undefined || !this.budget.take(destination.provider.id)) return answer;
      await wait(pause, undefined, { signal: asking.signal }).catch(() => undefined);
      if (asking.signal.aborted) return asking.signal.reason instanceof AppError ? asking.signal.reason : answer;
    }
  }

  private async attempt(
    { signal, attempts }: Asking,
    destination: Destination,
    question: Question,
  ): Promise<OpenAnswer | AppError> {
    const startedAt = performance.now();
    const { reference: target, provider } = destination;
    try {
      const answer = await this.client.ask(destination, question, signal);
      this.budget.earn(provider.id);
      attempts.push({ target, status: 200, error: null, durationUs: us(startedAt) });
      return answer;
    } catch (error) {
      const failure = AppError.from(error);
      const status = failure.details?.['status'];
      const known = typeof status === 'number' ? status : null;
      attempts.push({ target, status: known, error: failure.code, durationUs: us(startedAt) });
      return failure;
    }
  }
}
