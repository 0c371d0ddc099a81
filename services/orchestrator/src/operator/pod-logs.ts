import type { Cluster } from '../cluster/cluster.ts';
import type { WantedLog } from '../condition/observation.ts';

const LINES = 10;
const KEPT = 500;

/** Last lines of runs that ended. They do not change any more, so each is fetched once. */
export class PodLogs {
  private readonly known = new Map<string, readonly string[]>();

  constructor(private readonly cluster: Cluster) {}

  get(containerId: string): readonly string[] | undefined {
    return this.known.get(containerId);
  }

  /** A log that cannot be had any more is an empty one: the diagnosis is better without than not at all. */
  async fetch({ pod, container, containerId, previous }: WantedLog): Promise<void> {
    const text = await this.cluster.podLog(pod, { container, previous, tailLines: LINES }).catch(() => '');
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    this.known.set(containerId, lines.slice(-LINES));
    const [oldest] = this.known.keys();
    if (this.known.size > KEPT && oldest !== undefined) this.known.delete(oldest);
  }
}
