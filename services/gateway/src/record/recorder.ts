import { AppError, gatewayEvents, principalHeader, type CallOutcome } from '@archestra/contracts';
import { EventPublisher } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';
import { metrics } from '@opentelemetry/api';
import type { CallRecord } from './call-record.ts';

const interrupted = new AppError(
  'CALL_INTERRUPTED',
  'The gateway stopped during this call; whether the server carried it out is unknown.',
);

const meter = metrics.getMeter('gateway');
const calls = meter.createCounter('gateway.call', { description: 'Calls by outcome, decision reason and fault' });
const duration = meter.createHistogram('gateway.call.duration', {
  unit: 'us',
  description: 'Whole time of a call in the gateway',
});

/** Puts calls on record. A call that cannot be recorded must not happen. */
@Injectable()
export class Recorder {
  constructor(private readonly publisher: EventPublisher) {}

  /** Before anything reaches a server: what the record will say if this process dies in the middle. */
  plan(record: CallRecord, organizationId: string): void {
    this.publisher.plan(gatewayEvents.toolCallCompleted, {
      id: record.callId,
      organizationId,
      time: record.startedAt.toISOString(),
      data: record.completed('interrupted', interrupted),
    });
  }

  /** Writes the outcome; on disk when this resolves, in JetStream soon after. Rejects with `OVERLOADED` when the disk refuses. */
  async complete(record: CallRecord, organizationId: string, outcome: CallOutcome, error?: AppError): Promise<void> {
    const data = record.completed(outcome, error);
    calls.add(1, { outcome, reason: data.decision.reason ?? 'none', fault: error?.fault ?? 'none' });
    duration.record(data.timing.totalUs, { outcome });
    try {
      await this.publisher.publishWithOthers(gatewayEvents.toolCallCompleted, {
        id: record.callId,
        organizationId,
        principal: principalHeader(data.principal),
        time: record.startedAt.toISOString(),
        data,
      });
    } catch (cause) {
      const message =
        'The call cannot be recorded, so it is refused. The operator has to look at the disk of the gateway.';
      throw new AppError('OVERLOADED', message, { cause, details: { callId: record.callId } });
    }
  }
}
