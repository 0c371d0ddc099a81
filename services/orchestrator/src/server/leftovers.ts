import type { InstanceRef } from '../runtime/runtime.ts';

/** `attended`: it is watched here. `forgotten`: it may run, but nobody here watches it. `unwanted`: it must not run. */
export type Fate = 'attended' | 'forgotten' | 'unwanted';

export interface LeftoverPorts {
  list(): Promise<InstanceRef[]>;
  fateOf(ref: InstanceRef): Fate;
  isRunning(ref: InstanceRef): Promise<boolean>;
  /** Takes it up again, so that it sleeps when nobody calls. */
  attend(ref: InstanceRef): void;
  discard(ref: InstanceRef): Promise<void>;
}

const keyOf = ({ serverId, instance }: InstanceRef): string => `${serverId} ${instance}`;

/** Finds instances that an earlier life of ours left where servers outlive us: with credentials that are gone, or of servers that are. */
export class Leftovers {
  private suspects: ReadonlySet<string> = new Set();

  constructor(private readonly ports: LeftoverPorts) {}

  /** What is unwanted twice in a row goes: what is only just being replaced stays. */
  async sweep(): Promise<void> {
    const refs = await this.ports.list();
    const unwanted = refs.filter((ref) => this.ports.fateOf(ref) === 'unwanted');
    const gone = unwanted.filter((ref) => this.suspects.has(keyOf(ref)));
    this.suspects = new Set(unwanted.map(keyOf));
    await Promise.all(gone.map((ref) => this.ports.discard(ref)));
    for (const ref of refs) {
      const isForgotten = this.ports.fateOf(ref) === 'forgotten' && (await this.ports.isRunning(ref));
      // It may have been called meanwhile.
      if (isForgotten && this.ports.fateOf(ref) === 'forgotten') this.ports.attend(ref);
    }
  }
}
