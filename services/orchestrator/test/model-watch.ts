import type { Kind, WatchEvent, WatchOptions } from '../src/cluster/cluster.ts';
import { copy } from './model-field.ts';
import { selects, type Stored } from './model-object.ts';

type Change = { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: Stored; version: number };

export interface Chaos {
  /** Probabilities of what happens to one event, to one watch, and to one request. */
  readonly drop: number;
  readonly double: number;
  readonly delay: number;
  readonly disconnect: number;
  readonly fail: number;
}
export const calm: Chaos = { drop: 0, double: 0, delay: 0, disconnect: 0, fail: 0 };

/** Everything that ever changed, and those who are told of it. Chaos befalls each event of each watch. */
export class ModelWatch {
  private readonly history: Change[] = [];
  private readonly watchers = new Set<(change: Change) => void>();

  constructor(
    private readonly random: () => number,
    private readonly happens: (what: keyof Chaos) => boolean,
  ) {}

  announce(change: Change): void {
    const kept = { ...change, object: copy(change.object) };
    this.history.push(kept);
    for (const take of [...this.watchers]) take(kept);
  }

  open<K extends Kind>(kind: K, { labelSelector, resourceVersion, signal, onEvent }: WatchOptions<K>): Promise<void> {
    return new Promise((resolve) => {
      const timers = new Set<NodeJS.Timeout>();
      const end = (): void => {
        this.watchers.delete(take);
        timers.forEach((timer) => clearTimeout(timer));
        resolve();
      };
      const deliver = (change: Change): void =>
        onEvent({ type: change.type, object: copy(change.object) } as unknown as WatchEvent<K>);
      const later = (change: Change): void => {
        const timer = setTimeout(() => (timers.delete(timer), deliver(change)), this.random() * 15);
        timers.add(timer);
      };
      const take = (change: Change): void => {
        if (change.object.kind !== kind || !selects(labelSelector, change.object.metadata)) return;
        if (this.happens('disconnect')) return end();
        if (this.happens('drop')) return;
        if (this.happens('double')) later(change);
        if (this.happens('delay')) later(change);
        else deliver(change);
      };
      signal.addEventListener('abort', end, { once: true });
      for (const change of this.history.filter(({ version }) => version > Number(resourceVersion))) take(change);
      if (signal.aborted) end();
      else this.watchers.add(take);
    });
  }
}
