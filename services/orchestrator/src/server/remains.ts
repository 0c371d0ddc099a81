import { TRIAL_INSTANCE, type InstanceName } from '../runtime/instance-name.ts';

export interface RemainPorts {
  /** Instances that have files here; one may be named more than once. */
  list(): Promise<InstanceName[]>;
  isKept(name: InstanceName): boolean;
  /** Whether there is a server of that id at all. */
  isKnown(serverId: string): boolean;
  remove(name: InstanceName): Promise<void>;
}

/** Longer than any trial of a candidate, whose files are looked after by the trial, and than a replacement takes. */
const PATIENCE_MS = 5 * 60_000;
/** That there is no such server is what the message broker says, and it may have lost its data: somebody has to notice first. */
const UNKNOWN_PATIENCE_MS = 24 * 60 * 60_000;

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
      if (this.now() - (this.since.get(key) ?? 0) > this.patienceFor(name) && !this.ports.isKept(name))
        await this.ports.remove(name);
  }

  private patienceFor({ serverId, instance }: InstanceName): number {
    return this.ports.isKnown(serverId) || instance === TRIAL_INSTANCE ? PATIENCE_MS : UNKNOWN_PATIENCE_MS;
  }
}
