import type { orchestrator, Reply } from '@archestra/contracts';
import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { ManagedServer } from './managed-server.ts';
import { ServerService } from './server.service.ts';

const SAMPLE_MS = 15_000;
const KEPT = 240;

type UsageSample = Reply<typeof orchestrator.readUsage>['samples'][number];

interface History {
  readonly samples: UsageSample[];
  cpuMs: number;
  atMs: number;
}

/** The use of resources of every server over the last hour, in memory. */
@Injectable()
export class UsageHistory implements OnModuleInit, BeforeApplicationShutdown {
  private histories = new Map<string, History>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly servers: ServerService) {}

  onModuleInit(): void {
    this.timer = setInterval(() => this.sample(), SAMPLE_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  of(server: ManagedServer): UsageSample[] {
    return [...(this.histories.get(server.desired.id)?.samples ?? [])];
  }

  /** Servers that are gone are forgotten with it. */
  sample(nowMs = Date.now()): void {
    const next = new Map<string, History>();
    for (const server of this.servers.all()) {
      const { serverId, cpuMs, memoryBytes } = server.status();
      const history = this.histories.get(serverId) ?? { samples: [], cpuMs: cpuMs ?? 0, atMs: nowMs };
      next.set(serverId, history);
      if (cpuMs !== null || memoryBytes !== null)
        add(history, { cpuMs: cpuMs ?? 0, memoryBytes: memoryBytes ?? 0, nowMs });
    }
    this.histories = next;
  }
}

const add = (history: History, now: { cpuMs: number; memoryBytes: number; nowMs: number }): void => {
  // A process that was replaced starts counting anew.
  const usedMs = Math.max(0, now.cpuMs - history.cpuMs);
  const cpuMillis = now.nowMs > history.atMs ? Math.round((usedMs / (now.nowMs - history.atMs)) * 1_000) : 0;
  history.cpuMs = now.cpuMs;
  history.atMs = now.nowMs;
  history.samples.push({ at: new Date(now.nowMs).toISOString(), cpuMillis, memoryBytes: now.memoryBytes });
  if (history.samples.length > KEPT) history.samples.shift();
};
