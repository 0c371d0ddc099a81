import type { Histogram } from 'hdr-histogram-js';
import { newHistogram } from './latency.ts';
import type { Stretch } from './load.ts';
import { usageOf, usageOfTree, type Usage } from './process-usage.ts';

type Usages = Record<string, Usage>;

/** One way to the same answer, and the processes whose CPU and memory belong to it, by name. */
export interface Way {
  name: string;
  processes: Record<string, number>;
}

/** The way that is compared with the others. */
const PLATFORM = 'archestra';

/** Everything measured of one way under one workload, over all rounds. */
export interface Account {
  workload: string;
  arm: string;
  histogram: Histogram;
  first: Histogram;
  calls: number;
  seconds: number;
  errors: string[];
  /** CPU milliseconds by process. */
  cpuMs: Record<string, number>;
  /** Resident bytes by process, before the first and after the last round. */
  rssBefore: Record<string, number>;
  rssAfter: Record<string, number>;
}

// The orchestrator's children are the MCP servers: theirs is the work of the call itself, so they stand apart.
const OWNER = 'orchestrator';

/** Adds up rounds by workload and way. */
export class Ledger {
  readonly accounts = new Map<string, Account>();
  private readonly warm = new Map<string, number>();

  warmUp(arm: Way, { calls }: Stretch): void {
    this.warm.set(arm.name, (this.warm.get(arm.name) ?? 0) + calls);
  }

  warmUps(arm: string): number {
    return this.warm.get(arm) ?? 0;
  }

  calls(arm: string): number {
    return [...this.accounts.values()]
      .filter((account) => account.arm === arm)
      .reduce((sum, { calls }) => sum + calls, 0);
  }

  snapshot(arm: Way): Usages {
    const usages: Usages = {};
    for (const [name, pid] of Object.entries(arm.processes)) {
      const tree = name === 'postgres' || arm.name !== PLATFORM || name === OWNER ? usageOfTree(pid) : usageOf(pid);
      if (name !== OWNER) usages[name] = tree;
      else {
        const own = usageOf(pid);
        usages[name] = own;
        usages['mcp server'] = { cpuMs: tree.cpuMs - own.cpuMs, rssBytes: tree.rssBytes - own.rssBytes };
      }
    }
    usages['load generator'] = usageOf(process.pid);
    return usages;
  }

  add(workload: string, arm: Way, before: Usages, stretch: Stretch): void {
    const account = this.accountOf(workload, arm, before);
    const after = this.snapshot(arm);
    account.histogram.add(stretch.histogram);
    account.first.add(stretch.first);
    account.calls += stretch.calls;
    account.seconds += stretch.seconds;
    account.errors.push(...stretch.errors);
    for (const [name, usage] of Object.entries(after)) {
      account.cpuMs[name] = (account.cpuMs[name] ?? 0) + usage.cpuMs - (before[name]?.cpuMs ?? 0);
      account.rssAfter[name] = usage.rssBytes;
    }
  }

  private accountOf(workload: string, arm: Way, before: Usages): Account {
    const key = `${workload} ${arm.name}`;
    const known = this.accounts.get(key);
    if (known) return known;
    const rssBefore = Object.fromEntries(Object.entries(before).map(([name, { rssBytes }]) => [name, rssBytes]));
    const account: Account = {
      workload,
      arm: arm.name,
      histogram: newHistogram(),
      first: newHistogram(),
      calls: 0,
      seconds: 0,
      errors: [],
      cpuMs: {},
      rssBefore,
      rssAfter: {},
    };
    this.accounts.set(key, account);
    return account;
  }
}
