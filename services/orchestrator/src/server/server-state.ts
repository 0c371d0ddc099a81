import type { ServerPhase, ServerStatus } from '@archestra/contracts';
import type { ServerConnection, ViolationKind } from '../connection/connection.ts';

/** What is known about one server right now. */
export class ServerState {
  phase: ServerPhase = 'preparing';
  message = 'The server is being prepared.';
  restarts = 0;
  startedAt: Date | null = null;
  readonly violations: Record<ViolationKind, number> = { garbageLines: 0, duplicateAnswers: 0, oversizedFrames: 0 };

  constructor(
    readonly serverId: string,
    private readonly isRemote: boolean,
  ) {}

  become(phase: ServerPhase, message: string): void {
    this.phase = phase;
    this.message = message;
    if (phase === 'running') this.startedAt = new Date();
    else if (phase !== 'stopped') this.startedAt = null;
  }

  /** As the contract wants it. */
  status(connection: ServerConnection | undefined): ServerStatus {
    const { phase, message, restarts, violations, serverId } = this;
    return {
      serverId,
      phase,
      message,
      restarts,
      violations: { ...violations },
      sandbox: this.isRemote ? 'remote' : (connection?.sandbox ?? 'none'),
      pid: connection?.pid ?? null,
      startedAt: this.startedAt?.toISOString() ?? null,
      ...(connection?.usage() ?? { memoryBytes: null, cpuMs: null }),
    };
  }
}
