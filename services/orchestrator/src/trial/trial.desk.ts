import { AppError, type Evidence, type orchestrator, type Parsed, type Reply } from '@archestra/contracts';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { TrialService } from './trial.service.ts';

type Candidate = Parsed<typeof orchestrator.runTrial>;
type Answer = Reply<typeof orchestrator.runTrial>;

interface Entry {
  readonly candidate: Candidate;
  readonly organizationId: string;
  state: 'waiting' | 'running' | 'done';
  work: Promise<void> | undefined;
  evidence: Evidence | undefined;
  askedAtMs: number;
}

/** Evidence is kept as long as somebody may still ask for it. */
const KEPT_MS = 15 * 60_000;
/** The registry asks every second or so; what it does not ask for any more, a withdrawn request, needs no run. */
const WANTED_MS = 2 * 60_000;
const AT_ONCE = 2;
const MAX_ENTRIES = 200;
const MAX_OF_ONE_ORGANIZATION = 50;

const overloaded = (whose: string): AppError =>
  new AppError('OVERLOADED', `Too many first runs ${whose} are under way. Try again in some minutes.`);

/**
 * Trials by their id: started by whoever asks first, told to whoever asks again. Two at a time, so that servers in use do not
 * suffer, and the organizations take turns, so that none waits for all requests of another.
 */
export class TrialDesk implements BeforeApplicationShutdown {
  private readonly entries = new Map<string, Entry>();
  /** When an organization had its last turn: the one that waited longest is next. */
  private readonly turns = new Map<string, number>();
  private turn = 0;
  private isEnding = false;

  constructor(
    private readonly trials: Pick<TrialService, 'run'>,
    private readonly now: () => number = Date.now,
  ) {}

  /** Throws `OVERLOADED` when far too many are asked for. */
  ask(candidate: Candidate, organizationId: string): Answer {
    this.forgetOld();
    const key = `${organizationId} ${candidate.trialId}`;
    const entry = this.entries.get(key) ?? this.admit(key, candidate, organizationId);
    entry.askedAtMs = this.now();
    this.startNext();
    return entry.evidence ? { state: 'done', evidence: entry.evidence } : { state: 'running' };
  }

  /** Nothing of a stranger outlives us. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isEnding = true;
    const running = [...this.entries.values()].flatMap(({ state, work }) =>
      state === 'running' && work ? [work] : [],
    );
    await Promise.race([Promise.allSettled(running), pause(SHUTDOWN_MS)]);
  }

  private admit(key: string, candidate: Candidate, organizationId: string): Entry {
    const own = this.all('waiting', 'running').filter((other) => other.organizationId === organizationId);
    if (own.length >= MAX_OF_ONE_ORGANIZATION) throw overloaded('of this organization');
    if (this.entries.size >= MAX_ENTRIES) throw overloaded('of all organizations');
    const entry: Entry = {
      ...{ candidate, organizationId, state: 'waiting', work: undefined, evidence: undefined },
      askedAtMs: this.now(),
    };
    this.entries.set(key, entry);
    return entry;
  }

  private startNext(): void {
    while (!this.isEnding && this.all('running').length < AT_ONCE) {
      const [next] = this.all('waiting').sort((one, other) => this.turnOf(one) - this.turnOf(other));
      if (!next) return;
      this.turns.set(next.organizationId, (this.turn += 1));
      next.state = 'running';
      next.work = this.run(next);
    }
  }

  private async run(entry: Entry): Promise<void> {
    try {
      entry.evidence = await this.trials.run(entry.candidate, entry.organizationId);
      entry.state = 'done';
      entry.askedAtMs = this.now();
    } catch {
      // A trial that could not even fail is forgotten, so that asking again begins again.
      this.entries.delete(`${entry.organizationId} ${entry.candidate.trialId}`);
    }
    this.startNext();
  }

  private turnOf({ organizationId }: Entry): number {
    return this.turns.get(organizationId) ?? 0;
  }

  private all(...states: Entry['state'][]): Entry[] {
    return [...this.entries.values()].filter(({ state }) => states.includes(state));
  }

  /** What runs ends by itself. */
  private forgetOld(): void {
    const limits = { waiting: WANTED_MS, running: Infinity, done: KEPT_MS };
    for (const [key, { state, askedAtMs }] of this.entries)
      if (this.now() - askedAtMs > limits[state]) this.entries.delete(key);
    const present = new Set([...this.entries.values()].map(({ organizationId }) => organizationId));
    for (const organizationId of this.turns.keys()) if (!present.has(organizationId)) this.turns.delete(organizationId);
  }
}

const SHUTDOWN_MS = 5_000;
const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
