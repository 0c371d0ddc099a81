import type { DesiredServer } from '@archestra/contracts';

/** `replace`: another one follows. `remove`: for good. `release`: we go, and what can live without us goes on. */
export type Departure = 'replace' | 'remove' | 'release';

/** A server under control, as the loop sees it. */
export interface Actual {
  readonly desired: DesiredServer;
  stop(departure: Departure): Promise<void>;
}

export interface ReconcilerPorts<A extends Actual> {
  /** All servers that should run; `undefined` while that is not known for sure. */
  desired(): Map<string, DesiredServer> | undefined;
  start(server: DesiredServer): A;
  report(error: unknown, what: string): void;
}

const sameConfiguration = (one: DesiredServer, other: DesiredServer): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/**
 * Compares what should run with what runs and changes the difference. Level-triggered: it may be called at any time, any number
 * of times. Steps of one server never overlap; servers do not wait for each other.
 */
export class Reconciler<A extends Actual> {
  private readonly actual = new Map<string, A>();
  private readonly busy = new Map<string, Promise<void>>();
  private closed = false;

  constructor(private readonly ports: ReconcilerPorts<A>) {}

  get(serverId: string): A | undefined {
    return this.actual.get(serverId);
  }

  all(): A[] {
    return [...this.actual.values()];
  }

  /** Starts the steps that are due now; they go on in the background. */
  reconcile(): void {
    const desired = this.closed ? undefined : this.ports.desired();
    if (!desired) return;
    for (const serverId of new Set([...desired.keys(), ...this.actual.keys()])) {
      if (!this.busy.has(serverId)) this.step(serverId, desired.get(serverId));
    }
  }

  /** Stops everything and starts nothing any more. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.busy.values());
    await Promise.all(this.all().map((server) => this.stop(server, 'release')));
  }

  private step(serverId: string, wanted: DesiredServer | undefined): void {
    const current = this.actual.get(serverId);
    if (current && wanted && sameConfiguration(current.desired, wanted)) return;
    if (!current && wanted) {
      this.actual.set(serverId, this.ports.start(wanted));
      return;
    }
    if (!current) return;
    const work = this.stop(current, wanted ? 'replace' : 'remove').finally(() => {
      this.busy.delete(serverId);
      // What was wanted may have changed while it stopped.
      this.reconcile();
    });
    this.busy.set(serverId, work);
  }

  private async stop(server: A, departure: Departure): Promise<void> {
    try {
      await server.stop(departure);
    } catch (error) {
      this.ports.report(error, `stop of server ${server.desired.id}`);
    } finally {
      this.actual.delete(server.desired.id);
    }
  }
}
