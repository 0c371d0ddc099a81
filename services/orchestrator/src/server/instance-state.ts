import type { ServerInstance, ServerPhase } from '@archestra/contracts';
import type { ServerConnection, ViolationKind } from '../connection/connection.ts';

/** What is known about one copy of a server right now. */
export class InstanceState {
  phase: ServerPhase = 'preparing';
  message = 'The server is being prepared.';
  restarts = 0;
  private hasRun = false;
  startedAt: Date | null = null;
  readonly violations: Record<ViolationKind, number> = { garbageLines: 0, duplicateAnswers: 0, oversizedFrames: 0 };

  become(phase: ServerPhase, message: string): void {
    this.phase = phase;
    this.message = message;
    if (phase === 'running') this.startedAt = new Date();
    else if (phase !== 'stopped') this.startedAt = null;
  }

  beginRun(): void {
    this.hasRun = true;
  }

  /** What never ran is not started again, however often that is tried: a number that grows would speak of crashes. */
  endRun(isStartedAgain: boolean): void {
    if (this.hasRun && isStartedAgain) this.restarts += 1;
    this.hasRun = false;
  }

  /** As the contract wants it, without what only the runtime knows. */
  view(instance: string, connection: ServerConnection | undefined): ServerInstance {
    const { phase, message, restarts } = this;
    return {
      instance,
      phase,
      message,
      restarts,
      pid: connection?.pid ?? null,
      startedAt: this.startedAt?.toISOString() ?? null,
      ...(connection?.usage() ?? { memoryBytes: null, cpuMs: null }),
      conditions: [],
      pods: [],
    };
  }
}
