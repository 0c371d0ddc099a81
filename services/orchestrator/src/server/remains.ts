import type { InstanceName } from '../runtime/instance-name.ts';

export interface RemainPorts {
  /** Instances that have files here; one may be named more than once. */
  list(): Promise<InstanceName[]>;
  isKept(name: InstanceName): boolean;
  remove(name: InstanceName): Promise<void>;
}

/** Longer than any trial of a candidate, whose files are looked after by the trial, and than a replacement takes. */
const PATIENCE_MS = 5 * 60_000;

/** Files of instances that ended without us, or in an earlier life of ours: nobody else would ever remove them. */
export class Remains {
  private since = new Map<string, number>();

  constructor(
    private readonly ports: RemainPorts,
    private readonly now: () => number = Date.now,
  ) {}

  /** What nobody kept all the time goes. */
  async sweep(): Promise<void> {
    const found = new Map((await this.ports.list()).map((name) => [`${name.serverId} ${name.instance}`, name]));
    const unkept = [...found].filter(([, name]) => !this.ports.isKept(name));
    this.since = new Map(unkept.map(([key]) => [key, this.since.get(key) ?? this.now()]));
    for (const [key, name] of unkept)
      // It may have been asked for meanwhile.
      if (this.now() - (this.since.get(key) ?? 0) > PATIENCE_MS && !this.ports.isKept(name))
        await this.ports.remove(name);
  }
}
