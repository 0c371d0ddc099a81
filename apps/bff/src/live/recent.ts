import type { Broadcast } from './live-event.ts';

/** The last broadcasts, so that a browser that lost its connection for a moment misses nothing. */
export class Recent {
  private readonly kept: Broadcast[] = [];

  constructor(private readonly limit: number) {}

  add(broadcast: Broadcast): void {
    this.kept.push(broadcast);
    if (this.kept.length > this.limit) this.kept.shift();
  }

  /** Forgets all: what follows does not join on to it. */
  clear(): void {
    this.kept.length = 0;
  }

  /** What came after an id; undefined when that id is no longer (or never was) known here. */
  after(id: string): readonly Broadcast[] | undefined {
    const index = this.kept.findLastIndex((broadcast) => broadcast.id === id);
    return index < 0 ? undefined : this.kept.slice(index + 1);
  }
}
