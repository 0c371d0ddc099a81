import { AppError, type ChatMetadata, type ChatRun, type ChatToolCall, type TokenUsage } from '@archestra/contracts';
import { log } from '@archestra/service';
import type { UIMessageChunk } from 'ai';
import type { AnswerParts, ToolPart } from './answer-parts.ts';
import type { AnswerMeans } from './answer-means.ts';
import { modelMessages } from './history.ts';
import { addUsage, type Asker } from './model.client.ts';
import type { Run, RunEnd } from './run.ts';
import type { HistoryMessage, Progress } from './run.store.ts';
import type { Tape } from './tape.ts';
import type { ToolBox } from './tool.client.ts';
import {
  agreedCall,
  answeredCall,
  begunCall,
  failedCall,
  interruptedCall,
  refusedCall,
  stoppedCall,
  waitingCall,
  type EndedCall,
} from './tool-call.ts';

/** One answer from its last finished step. */
export interface AnswerWork {
  run: Run;
  asker: Asker;
  history: readonly HistoryMessage[];
  parts: AnswerParts;
  metadata: ChatMetadata;
  box: ToolBox | undefined;
  tape: Tape;
  stepLimit: number;
}

/**
 * Gives one answer: asks the model, makes the calls it wants, asks again, until it wants none. Everything is kept before the
 * next thing happens, so that another process can go on after any of it: a call is noted before it goes out, and one that
 * went out and has no answer is never made again by itself.
 */
export class Answer {
  private usage: TokenUsage | null;
  private steps: number;
  private state: ChatRun['state'] = 'running';
  private saving: Promise<void> = Promise.resolve();

  constructor(
    private readonly work: AnswerWork,
    private readonly means: AnswerMeans,
  ) {
    this.usage = work.metadata.usage;
    this.steps = work.run.steps;
  }

  /** Throws what ended it before its end. */
  async give(): Promise<void> {
    const { tape, parts, run } = this.work;
    tape.emit({ type: 'start', messageId: run.messageId, messageMetadata: this.work.metadata }, ...parts.chunks());
    await this.makeCalls();
    // Whoever gave it before died over the last word on it.
    if (this.steps > 0 && !parts.wantsMore) return;
    while (this.steps < this.work.stepLimit) {
      await this.step();
      if (!parts.wantsMore) return;
      await this.makeCalls();
      tape.emit({ type: 'finish-step' });
    }
  }

  /** Tells reader and database how it ended. Calls that are open are ended with it. */
  async end(state: RunEnd, error?: AppError): Promise<void> {
    const { parts, tape, run } = this.work;
    await this.saving.catch(() => undefined);
    for (const part of parts.openCalls) this.endCall(stoppedCall(parts.note(part.toolCallId) ?? begunCall(part)));
    const wire = error?.toWire() ?? null;
    await this.means.runs.finish(run, this.progress(), state, wire);
    const messageMetadata: ChatMetadata = { ...this.work.metadata, state, usage: this.usage, error: wire };
    tape.emit({ type: 'message-metadata', messageMetadata });
    tape.emit(wire ? { type: 'error', errorText: JSON.stringify(wire) } : { type: 'finish', messageMetadata });
  }

  private async step(): Promise<void> {
    const { asker, history, parts, tape, run, stepLimit } = this.work;
    this.means.tokens.check(run);
    const offered = this.steps + 1 < stepLimit ? await this.offered() : [];
    const messages = await modelMessages(history, parts.all);
    const answer = this.means.models.stream(asker, messages, offered);
    for (let next = await answer.next(); ; next = await answer.next()) {
      if (next.done) {
        this.usage = addUsage(this.usage, next.value);
        break;
      }
      this.show(next.value);
    }
    this.steps += 1;
    await this.save();
    if (!parts.wantsMore) tape.emit({ type: 'finish-step' });
  }

  private show(chunk: UIMessageChunk): void {
    const seen = this.own(shown(chunk, this.steps));
    if (!seen) return;
    this.work.parts.take(seen);
    this.work.tape.emit(seen);
  }

  /** Some models begin to count anew with each step: a call that is another one gets another id. */
  private own(chunk: UIMessageChunk | undefined): UIMessageChunk | undefined {
    if (chunk?.type !== 'tool-input-available' && chunk?.type !== 'tool-input-error') return chunk;
    const { toolCallId } = chunk;
    return this.work.parts.hasCall(toolCallId) ? { ...chunk, toolCallId: `${this.steps}-${toolCallId}` } : chunk;
  }

  private async offered() {
    const { box, asker } = this.work;
    return box ? box.list(asker.signal) : [];
  }

  /** Every call without an answer: those that are new go out together. */
  private async makeCalls(): Promise<void> {
    const { parts } = this.work;
    const open = parts.openCalls.map((part) => ({ part, note: parts.note(part.toolCallId) }));
    if (open.length === 0) return;
    const begun = open.filter(({ note }) => note === undefined).map(({ part }) => ({ part, note: begunCall(part) }));
    for (const { note } of begun) this.note(note);
    if (begun.length > 0) await this.save();
    const kept = open.filter((one): one is { part: ToolPart; note: ChatToolCall } => one.note !== undefined);
    const work = [
      ...begun.map(({ part, note }) => this.send(part, note, true)),
      ...kept.map(({ part, note }) => this.takeUp(part, note)),
    ];
    // None is left running when another of them ends the answer.
    const failed = (await Promise.allSettled(work)).find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** A call that another process began: one that waits goes on waiting, one that was out is not repeated. */
  private async takeUp(part: ToolPart, note: ChatToolCall): Promise<void> {
    if (note.outcome === 'waiting' && note.approval) await this.await(part, note);
    else await this.finish(interruptedCall(note));
  }

  private async send(part: ToolPart, note: ChatToolCall, mayWait: boolean): Promise<void> {
    const made = await this.make(part, note, mayWait).catch((error: unknown) => {
      this.work.asker.signal.throwIfAborted();
      return failedCall(note, AppError.from(error));
    });
    // That it cannot be kept is no failure of the call.
    if ('end' in made) await this.finish(made);
    else await this.await(part, made);
  }

  /** Makes a call; what became of it, or the note of one that waits for a person. */
  private async make(part: ToolPart, note: ChatToolCall, mayWait: boolean): Promise<EndedCall | ChatToolCall> {
    const { box, asker, run } = this.work;
    if (!box) throw new AppError('TOOL_NOT_FOUND', 'This chat has no profile, so it has no tools.');
    const answer = await box.call(part.toolName, part.input, asker.signal);
    const { refusal } = answer;
    if (!mayWait || refusal?.code !== 'APPROVAL_REQUIRED' || refusal.approvalId === undefined)
      return answeredCall(note, answer);
    return waitingCall(note, answer, await this.means.approvals.get(run, refusal.approvalId));
  }

  /** Waits for the person, then makes exactly this call once. */
  private async await(part: ToolPart, note: ChatToolCall): Promise<void> {
    const { asker, run } = this.work;
    if (!note.approval) return;
    this.note(note);
    this.state = 'waiting';
    await this.save();
    const approval = await this.means.approvals.decided(run, note.approval, asker.signal);
    this.state = 'running';
    if (approval.status !== 'approved') return this.finish(refusedCall(note, approval));
    const agreed = agreedCall(note, approval);
    this.note(agreed);
    await this.save();
    await this.send(part, agreed, false);
  }

  private async finish(ended: EndedCall): Promise<void> {
    this.endCall(ended);
    await this.save();
  }

  private endCall({ note, end }: EndedCall): void {
    this.note(note);
    this.work.tape.emit(this.work.parts.endCall(note.toolCallId, end));
  }

  private note(note: ChatToolCall): void {
    this.work.tape.emit(this.work.parts.noteCall(note));
  }

  private save(): Promise<void> {
    const saved = this.saving
      .catch(() => undefined)
      .then(() => this.means.runs.save(this.work.run, { ...this.progress(), state: this.state }));
    this.saving = saved;
    return saved;
  }

  private progress(): Omit<Progress, 'state'> {
    const { parts } = this.work;
    return { parts: parts.all, text: parts.text, usage: this.usage, steps: this.steps };
  }
}

/** A chunk of a model as a reader gets it: ids do not meet again in the next step, a call is shown when it is whole. */
const shown = (chunk: UIMessageChunk, step: number): UIMessageChunk | undefined => {
  if (chunk.type === 'start-step') return chunk;
  if (isWords(chunk)) return { ...withoutMetadata(chunk), id: `${step}-${chunk.id}` };
  const isCall = chunk.type === 'tool-input-available' || chunk.type === 'tool-input-error';
  return isCall ? { ...withoutMetadata(chunk), dynamic: true } : undefined;
};

const wordTypes = new Set<string>([
  'text-start',
  'text-delta',
  'text-end',
  'reasoning-start',
  'reasoning-delta',
  'reasoning-end',
]);
type Words = Extract<UIMessageChunk, { type: `${'text' | 'reasoning'}-${'start' | 'delta' | 'end'}` }>;
const isWords = (chunk: UIMessageChunk): chunk is Words => wordTypes.has(chunk.type);

const withoutMetadata = <C extends { providerMetadata?: unknown }>(chunk: C): Omit<C, 'providerMetadata'> & C => {
  const { providerMetadata: _metadata, ...rest } = chunk;
  return rest as Omit<C, 'providerMetadata'> & C;
};

/** For the log: an answer's failure that nobody expected. */
export const logFailure = (run: Run, error: AppError): void => {
  if (error.code === 'INTERNAL') log.error({ err: error.cause ?? error, runId: run.id }, 'an answer failed');
  else log.info({ code: error.code, runId: run.id }, 'an answer failed');
};
