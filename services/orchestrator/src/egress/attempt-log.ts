import { egressEvents, type EgressAttempt } from '@archestra/contracts';
import type { EventPublisher } from '@archestra/messaging';
import { metrics } from '@opentelemetry/api';
import type { InstanceRef } from '../runtime/runtime.ts';
import type { CallsInFlight } from './calls-in-flight.ts';
import type { FromEgress, Seen } from './egress-message.ts';

const counter = metrics
  .getMeter('orchestrator')
  .createCounter<{ verdict: string; reason: string }>('orchestrator.egress');

/** A connection that stays open is told once early, and once more with its bytes when it closes. */
const EARLY_MS = 1_000;

interface Pending {
  readonly ref: InstanceRef;
  readonly callIds: string[];
  seen: Seen;
  isTold: boolean;
  timer: NodeJS.Timeout | undefined;
}

export interface AttemptLogPorts {
  readonly publisher: Pick<EventPublisher, 'publish'>;
  readonly calls: CallsInFlight;
  instanceOf(key: string): InstanceRef | undefined;
  report(error: unknown, what: string): void;
}

const MAX_CALLS = 100;

/** Writes down every attempt with the calls that may have caused it. */
export class AttemptLog {
  private readonly pending = new Map<string, Pending>();
  private readonly listeners = new Map<string, (attempt: EgressAttempt) => void>();

  constructor(private readonly ports: AttemptLogPorts) {}

  take({ stage, seen }: Extract<FromEgress, { kind: 'attempt' }>): void {
    const entry = this.pending.get(seen.id) ?? this.begin(seen);
    if (!entry) return;
    entry.seen = seen;
    if (stage === 'ended') this.finish(entry);
    else if (stage === 'open') {
      entry.timer = setTimeout(() => {
        entry.isTold = true;
        this.tell(entry);
      }, EARLY_MS).unref();
    }
  }

  /** The proxy is gone: what it was busy with ended there, with what is known of it. */
  finishAll(): void {
    for (const entry of [...this.pending.values()]) this.finish(entry);
  }

  /** Tells of the attempts of one instance instead of recording them: a trial is evidence, not history. */
  listen(key: string, listener: (attempt: EgressAttempt) => void): () => void {
    this.listeners.set(key, listener);
    return () => this.listeners.delete(key);
  }

  private begin(seen: Seen): Pending | undefined {
    const ref = this.ports.instanceOf(seen.key);
    if (!ref) return undefined;
    const callIds = this.ports.calls.at(seen.key, Date.parse(seen.at)).slice(0, MAX_CALLS);
    const entry: Pending = { ref, callIds, seen, isTold: false, timer: undefined };
    this.pending.set(seen.id, entry);
    return entry;
  }

  private finish(entry: Pending): void {
    clearTimeout(entry.timer);
    this.pending.delete(entry.seen.id);
    counter.add(1, { verdict: entry.seen.verdict, reason: entry.seen.reason });
    this.tell(entry);
  }

  private tell({ ref, callIds, seen: { key, ...seen } }: Pending): void {
    const attempt: EgressAttempt = { ...seen, serverId: ref.serverId, instance: ref.instance, callIds };
    const listener = this.listeners.get(key);
    if (listener) return listener(attempt);
    try {
      this.ports.publisher.publish(egressEvents.egressAttempted, { organizationId: ref.organizationId, data: attempt });
    } catch (error) {
      this.ports.report(error, 'egress attempt could not be recorded');
    }
  }
}
