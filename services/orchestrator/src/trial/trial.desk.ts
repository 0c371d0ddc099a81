import { AppError, type Evidence, type orchestrator, type Parsed, type Reply } from '@archestra/contracts';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { TrialService } from './trial.service.ts';

type Candidate = Parsed<typeof orchestrator.runTrial>;
type Answer = Reply<typeof orchestrator.runTrial>;

interface Entry {
  readonly work: Promise<void>;
  evidence: Evidence | undefined;
  doneAtMs: number;
}

/** As long as somebody may still ask for it. */
const KEPT_MS = 15 * 60_000;
const AT_ONCE = 2;
const MAX_ENTRIES = 200;

/** Trials by their id: started by whoever asks first, told to whoever asks again. Two at a time, so that servers in use do not suffer. */
export class TrialDesk implements BeforeApplicationShutdown {
  private readonly entries = new Map<string, Entry>();
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  constructor(
    private readonly trials: Pick<TrialService, 'run'>,
    private readonly now: () => number = Date.now,
  ) {}

  /** Throws `OVERLOADED` when far too many are asked for. */
  ask(candidate: Candidate, organizationId: string): Answer {
    this.forgetOld();
    const key = `${organizationId} ${candidate.trialId}`;
    const entry = this.entries.get(key);
    if (!entry) this.begin(key, candidate, organizationId);
    return entry?.evidence ? { state: 'done', evidence: entry.evidence } : { state: 'running' };
  }

  /** Nothing of a stranger outlives us. */
  async beforeApplicationShutdown(): Promise<void> {
    this.waiting.length = 0;
    const stopped = [...this.entries.values()].filter(({ evidence }) => evidence === undefined);
    await Promise.race([Promise.all(stopped.map(({ work }) => work)), pause(SHUTDOWN_MS)]);
  }

  private begin(key: string, candidate: Candidate, organizationId: string): void {
    if (this.entries.size >= MAX_ENTRIES)
      throw new AppError('OVERLOADED', 'Too many first runs are under way. Try again in some minutes.');
    const entry: Entry = {
      evidence: undefined,
      doneAtMs: Infinity,
      work: this.turn().then(async () => {
        try {
          entry.evidence = await this.trials.run(candidate, organizationId);
        } finally {
          entry.doneAtMs = this.now();
          this.next();
        }
      }),
    };
    // A trial that could not even fail is forgotten, so that asking again begins again.
    entry.work.catch(() => this.entries.delete(key));
    this.entries.set(key, entry);
  }

  private async turn(): Promise<void> {
    if (this.running >= AT_ONCE) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.running += 1;
  }

  private next(): void {
    this.running -= 1;
    this.waiting.shift()?.();
  }

  private forgetOld(): void {
    for (const [key, { doneAtMs }] of this.entries) if (this.now() - doneAtMs > KEPT_MS) this.entries.delete(key);
  }
}

const SHUTDOWN_MS = 5_000;
const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
