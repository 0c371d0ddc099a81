import { AppError, llmEvents, principalHeader, type CallOutcome } from '@archestra/contracts';
import { EventPublisher } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';
import { metrics } from '@opentelemetry/api';
import type { LlmRecord } from './llm-record.ts';

const interrupted = new AppError(
  'CALL_INTERRUPTED',
  'The gateway stopped during this call; whether the provider answered is unknown.',
);

const unrecordable = (callId: string, cause: unknown): AppError =>
  new AppError(
    'OVERLOADED',
    'The call cannot be recorded, so it is refused. The operator has to look at the disk of the gateway.',
    { cause, details: { callId } },
  );

const meter = metrics.getMeter('gateway');
const calls = meter.createCounter('gateway.llm-call', {
  description: 'Calls to models by outcome, operation and fault',
});
const duration = meter.createHistogram('gateway.llm-call.duration', {
  unit: 'us',
  description: 'Whole time of a call to a model in the gateway',
});

/** Puts calls to models on record. A call that cannot be recorded must not happen. */
@Injectable()
export class LlmRecorder {
  constructor(private readonly publisher: EventPublisher) {}

  /**
   * Before anything reaches a provider: what the record will say if this process dies in the middle. It also ends the
   * reservation. On disk when this resolves; rejects with `OVERLOADED` when the disk refuses.
   */
  async plan(record: LlmRecord, organizationId: string): Promise<void> {
    const data = record.completed('interrupted', interrupted);
    const { callId: id, startedAt: time } = data;
    try {
      await this.publisher.planWithOthers(llmEvents.llmCallCompleted, { id, organizationId, time, data });
    } catch (cause) {
      throw unrecordable(id, cause);
    }
  }

  /** Writes the outcome; on disk when this resolves, in JetStream soon after. Rejects with `OVERLOADED` when the disk refuses. */
  async complete(record: LlmRecord, organizationId: string, outcome: CallOutcome, error?: AppError): Promise<void> {
    const data = record.completed(outcome, error);
    calls.add(1, { outcome, operation: data.operation, fault: error?.fault ?? 'none' });
    duration.record(data.timing.totalUs, { outcome });
    try {
      await this.publisher.publishWithOthers(llmEvents.llmCallCompleted, {
        id: data.callId,
        organizationId,
        principal: principalHeader(data.principal),
        time: data.startedAt,
        data,
      });
    } catch (cause) {
      throw unrecordable(data.callId, cause);
    }
  }
}
