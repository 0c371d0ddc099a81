import { writeJson } from '../home/json-file.ts';
import { identify } from '../machine/pid.ts';
import { reasonOf, StepFailure } from '../progress/failure.ts';
import type { Progress } from '../progress/progress.ts';
import type { ProcessStatus, Status } from './status.ts';

/** Writes the status file: steps as they go, processes as they change. */
export class Board implements Progress {
  readonly #file: string;
  readonly #status: Status;
  readonly #processes = new Map<string, ProcessStatus>();

  constructor(file: string, fingerprint: string) {
    const supervisor = identify(process.pid);
    if (!supervisor) throw new Error('The start time of this process cannot be read.');
    this.#file = file;
    this.#status = { supervisor, fingerprint, phase: 'starting', notes: [], steps: [], processes: [] };
    this.#write();
  }

  get phase(): Status['phase'] {
    return this.#status.phase;
  }

  async step<T>(title: string, work: () => Promise<T>): Promise<T> {
    const begun = Date.now();
    const entry: Status['steps'][number] = { title, state: 'begun', tookMs: 0 };
    this.#status.steps.push(entry);
    this.#write();
    try {
      const result = await work();
      entry.state = 'done';
      return result;
    } catch (error) {
      entry.state = 'failed';
      this.fail(title, error);
      throw error;
    } finally {
      entry.tookMs = Date.now() - begun;
      this.#write();
    }
  }

  note(text: string): void {
    this.#status.notes.push(text);
    this.#write();
  }

  warn(text: string): void {
    this.note(text);
  }

  enter(phase: Status['phase']): void {
    this.#status.phase = phase;
    this.#write();
  }

  fail(step: string, error: unknown): void {
    const known =
      error instanceof StepFailure
        ? error
        : new StepFailure(reasonOf(error), 'Look at the log of the supervisor: ./start --logs supervisor');
    this.#status.failure ??= { step, why: known.why, remedy: known.remedy };
    this.enter('failed');
  }

  show(entry: ProcessStatus): void {
    this.#processes.set(entry.name, entry);
    this.#write();
  }

  #write(): void {
    this.#status.processes = [...this.#processes.values()];
    writeJson(this.#file, this.#status);
  }
}
