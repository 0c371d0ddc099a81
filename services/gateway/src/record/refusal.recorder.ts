import {
  gatewayEvents,
  SYSTEM_ORGANIZATION,
  type AppError,
  type Principal,
  type RequestRefused,
} from '@archestra/contracts';
import { EventPublisher } from '@archestra/messaging';
import { reportError } from '@archestra/service';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { metrics } from '@opentelemetry/api';
import { v7 as uuid } from 'uuid';
import { callerFacts } from './caller-facts.ts';

const PER_SECOND = 50;
const refusals = metrics
  .getMeter('gateway')
  .createCounter('gateway.request.refused', { description: 'Requests that never became a call' });

export interface Refusal {
  error: AppError;
  profileId: string | null;
  principal: Principal | undefined;
  method: string | null;
  remoteAddress: string;
}

/** Records requests that never became a call. Under a flood, equal ones of a second are folded into one record that counts them. */
@Injectable()
export class RefusalRecorder implements OnApplicationShutdown {
  private written = 0;
  private readonly folded = new Map<string, RequestRefused & { organizationId: string }>();
  private readonly timer = setInterval(() => this.flush(), 1_000);

  constructor(private readonly publisher: EventPublisher) {
    this.timer.unref();
  }

  record(refusal: Refusal): void {
    refusals.add(1, { code: refusal.error.code });
    const organizationId = refusal.principal?.organizationId ?? SYSTEM_ORGANIZATION;
    const data = toData(refusal);
    if (this.written < PER_SECOND) {
      this.written += 1;
      this.publish(organizationId, data);
      return;
    }
    const key = `${refusal.remoteAddress} ${refusal.error.code} ${organizationId}`;
    const known = this.folded.get(key);
    if (known) known.repeated += 1;
    else if (this.folded.size < 1_000) this.folded.set(key, { ...data, organizationId });
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.flush();
  }

  private flush(): void {
    this.written = 0;
    for (const { organizationId, ...data } of this.folded.values()) this.publish(organizationId, data);
    this.folded.clear();
  }

  private publish(organizationId: string, data: RequestRefused): void {
    try {
      this.publisher.publish(gatewayEvents.requestRefused, {
        id: data.requestId,
        organizationId,
        time: data.startedAt,
        data,
      });
    } catch (error) {
      // Nothing happened on behalf of anyone, so a refusal stands even where it cannot be written.
      reportError(error, 'record of a refused request');
    }
  }
}

const toData = ({ error, profileId, principal, method, remoteAddress }: Refusal): RequestRefused => ({
  requestId: uuid(),
  profileId: profileId?.slice(0, 100) ?? null,
  principal: principal ? callerFacts(principal) : null,
  method: method?.slice(0, 100) ?? null,
  error: error.toWire(),
  remoteAddress: remoteAddress.slice(0, 100),
  startedAt: new Date().toISOString(),
  repeated: 1,
});
