import type { PodMeasure, Pods } from './pod.client.ts';
import type { Usage } from './runtime.ts';

const READ_EVERY_MS = 15_000;
/** Nobody asked for so long: nothing is read. */
const INTEREST_MS = 60_000;

const UNKNOWN: Usage = { memoryBytes: null, cpuMs: null };

/** Use of resources of all pods, read in one request every 15 s while somebody looks. CPU time is the sum of what was measured. */
export class UsageBook {
  private measures = new Map<string, PodMeasure>();
  private readonly cpuMs = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private askedAtMs = 0;

  constructor(private readonly pods: Pick<Pods, 'measures'>) {}

  of(pod: string): Usage {
    this.askedAtMs = Date.now();
    if (!this.timer) {
      this.timer = setInterval(() => void this.read(), READ_EVERY_MS).unref();
      void this.read();
    }
    const measure = this.measures.get(pod);
    return measure
      ? { memoryBytes: Math.round(measure.memoryBytes), cpuMs: Math.round(this.cpuMs.get(pod) ?? 0) }
      : UNKNOWN;
  }

  close(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private async read(): Promise<void> {
    if (Date.now() - this.askedAtMs > INTEREST_MS) return this.close();
    this.measures = await this.pods.measures();
    for (const pod of this.cpuMs.keys()) if (!this.measures.has(pod)) this.cpuMs.delete(pod);
    for (const [pod, { cpuMillis }] of this.measures)
      this.cpuMs.set(pod, (this.cpuMs.get(pod) ?? 0) + (cpuMillis * READ_EVERY_MS) / 1_000 ** 2);
  }
}
