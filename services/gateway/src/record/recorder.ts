import { AppError, gatewayEvents, type CallOutcome } from '@archestra/contracts';
import { EventPublisher } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';
import { metrics } from '@opentelemetry/api';
import type { CallRecord } from './call-record.ts';

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

  /** Before anything reaches a server: what the record will say if this process dies in the middle. Throws when the disk refuses. */
  plan(record: CallRecord, organizationId: string): void {
    const interrupted = new AppError(
      'CALL_INTERRUPTED',
      'The gateway stopped during this call; whether the server carried it out is unknown.',
    );
    this.write(record, () =>
      this.publisher.plan(gatewayEvents.toolCallCompleted, {
        id: record.callId,
        organizationId,
        time: record.startedAt.toISOString(),
        data: record.completed('interrupted', interrupted),
      }),
    );
  }

  /** Writes the outcome; on disk when this returns, in JetStream soon after. */
  complete(record: CallRecord, organizationId: string, outcome: CallOutcome, error?: AppError): void {
    const data = record.completed(outcome, error);
    calls.add(1, { outcome, reason: data.decision.reason ?? 'none', fault: error?.fault ?? 'none' });
    duration.record(data.timing.totalUs, { outcome });
    this.write(record, () =>
      this.publisher.publish(gatewayEvents.toolCallCompleted, {
        id: record.callId,
        organizationId,
        principal: `user:${data.principal.userId}`,
        time: record.startedAt.toISOString(),
        data,
      }),
    );
  }

  private write(record: CallRecord, append: () => void): void {
    try {
      append();
    } catch (cause) {
      throw new AppError(
        'OVERLOADED',
        'The call cannot be recorded, so it is refused. The operator has to look at the disk of the gateway.',
        {
          cause,
          details: { callId: record.callId },
        },
      );
    }
  }
}
