import { setTimeout as pause } from 'node:timers/promises';
import type { Caller } from './caller.ts';
import { Phase } from './phase.ts';
import type { Question } from './question.ts';

const AFTER_A_FAILURE_MS = 100;

const toolOf = (serial: number): Question['tool'] => {
  if (serial % 20 === 1) return 'stranger';
  if (serial % 20 === 11) return 'revoked';
  if (serial % 10 === 0) return 'blocked';
  return serial % 3 === 0 ? 'echo' : 'long';
};

const hasSession = ({ tool }: Question): boolean => tool !== 'stranger' && tool !== 'revoked';

/** Keeps a number of calls in flight, each caller asking again as soon as it knows the fate of its last call. */
export class Load {
  phase = new Phase('(nobody)');
  /** What must never happen: a wrong answer, or a blocked tool that answered. */
  readonly wrong: string[] = [];
  private readonly caller: Caller;
  private readonly inFlight = new Set<{ beganAtMs: number; tool: Question['tool'] }>();
  private running: Promise<void>[] = [];
  private isStopping = false;
  private serial = 0;

  constructor(caller: Caller) {
    this.caller = caller;
  }

  /** When the oldest call that has no answer yet began. */
  get oldestBeganAtMs(): number {
    return Math.min(...[...this.inFlight].map(({ beganAtMs }) => beganAtMs));
  }

  /** Whether a call of this tool has waited for its answer for longer than that. */
  hasWaited(tool: Question['tool'], ms: number): boolean {
    const before = performance.now() - ms;
    return [...this.inFlight].some((call) => call.tool === tool && call.beganAtMs < before);
  }

  async start(callers: number): Promise<void> {
    const sessions = await Promise.all(
      Array.from({ length: callers }, (_, index) => (index % 2 === 0 ? this.caller.openSession() : undefined)),
    );
    this.running = sessions.map((session) => this.run(session));
  }

  /** Lets every call end; resolves when nothing is in flight. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await Promise.all(this.running);
  }

  private async run(session: Record<string, string> | undefined): Promise<void> {
    while (!this.isStopping) {
      const isFine = await this.once(session);
      if (!isFine) await pause(AFTER_A_FAILURE_MS);
    }
  }

  private async once(session: Record<string, string> | undefined): Promise<boolean> {
    this.serial += 1;
    const question = { serial: this.serial, tool: toolOf(this.serial) };
    const beganAtMs = performance.now();
    const entry = { beganAtMs, tool: question.tool };
    this.inFlight.add(entry);
    try {
      const fate = await this.caller.ask(question, hasSession(question) ? session : undefined);
      this.phase.note(question, fate, beganAtMs);
      return fate.kind === 'answered' || fate.kind === 'denied';
    } catch (error) {
      this.wrong.push(String(error));
      return false;
    } finally {
      this.inFlight.delete(entry);
    }
  }
}
