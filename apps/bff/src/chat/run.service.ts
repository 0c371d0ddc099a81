import { AppError, type ChatTurn, type ModelReference } from '@archestra/contracts';
import { CONFIG, reportError } from '@archestra/service';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ZodError } from 'zod';
import type { BffConfig } from '../bff.config.ts';
import { Answer, logFailure, type AnswerWork } from './answer.ts';
import { AnswerMeans } from './answer-means.ts';
import { AnswerParts } from './answer-parts.ts';
import type { Owner } from './chat.row.ts';
import { ChunkStore } from './chunk.store.ts';
import { LeaseLost, type Interruption, type Run, type RunEnd } from './run.ts';
import { Tape } from './tape.ts';
import { TitleService } from './title.service.ts';

const RUN_LIMIT = 100;
/** How long the title may keep the end of an answer waiting. */
const TITLE_MS = 2_000;

/** An answer this process gives. */
interface Held {
  run: Run;
  abort: AbortController;
  ended: Promise<void>;
}

const interruption = (signal: AbortSignal): Interruption | undefined =>
  signal.aborted ? (signal.reason as Interruption) : undefined;

/**
 * Gives answers, as long as this process holds their leases. Whoever asked may leave: the answer goes on. A process that dies
 * stops renewing, and another one goes on from the last finished step.
 */
@Injectable()
export class RunService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly held = new Map<string, Held>();
  private timer: NodeJS.Timeout | undefined;
  private renewedAt = Date.now();
  private isStopping = false;

  constructor(
    private readonly means: AnswerMeans,
    private readonly chunks: ChunkStore,
    private readonly titles: TitleService,
    @Inject(CONFIG) private readonly config: BffConfig,
  ) {
    chunks.hearStop((runId) => this.held.get(runId)?.abort.abort('stop' satisfies Interruption));
  }

  onApplicationBootstrap(): void {
    const beatMs = this.config.CHAT_LEASE_MS / 3;
    this.timer = setInterval(() => void this.beat(), beatMs);
  }

  /** Lets go of every answer, so that another process goes on at once. */
  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    clearInterval(this.timer);
    const held = [...this.held.values()];
    for (const { abort } of held) abort.abort('lease' satisfies Interruption);
    await Promise.all(held.map(({ ended }) => ended));
    if (held.length > 0)
      await this.means.runs.release().catch((error: unknown) => reportError(error, 'release of answers'));
  }

  /** Begins an answer, or joins the one that this request began before. Throws as `RunStore.begin` does. */
  async begin(owner: Owner, chatId: string, turn: ChatTurn, model: ModelReference): Promise<Run> {
    if (this.isStopping || this.held.size >= RUN_LIMIT)
      throw new AppError('OVERLOADED', 'Too many answers are in progress. Try again in a moment.');
    const { run, isNew } = await this.means.runs.begin(owner, chatId, turn, model);
    if (isNew) this.hold(run);
    return run;
  }

  /** Ends an answer on whichever replica it is given; its id, undefined when there is none. Throws `NOT_FOUND`. */
  async stop(owner: Owner, chatId: string): Promise<string | undefined> {
    const runId = await this.means.runs.requestStop(owner, chatId);
    if (runId !== undefined) await this.chunks.tellStop(runId);
    return runId;
  }

  private hold(run: Run): void {
    const abort = new AbortController();
    if (run.isStopRequested) abort.abort('stop' satisfies Interruption);
    const ended = this.give(run, abort)
      .catch((error: unknown) => reportError(error, `answer ${run.id}`))
      .finally(() => this.held.delete(run.id));
    this.held.set(run.id, { run, abort, ended });
  }

  private async give(run: Run, abort: AbortController): Promise<void> {
    const tape = new Tape(run, this.chunks);
    const left = Math.max(1, run.startedAt.getTime() + this.config.CHAT_RUN_MS - Date.now());
    const timer = setTimeout(() => abort.abort('time' satisfies Interruption), left);
    try {
      await this.proceed(run, abort.signal, tape);
      await tape.close();
    } catch (error) {
      // Whoever goes on has what was saved; this process says no more.
      tape.drop();
      if (!(error instanceof LeaseLost)) throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  private async proceed(run: Run, signal: AbortSignal, tape: Tape): Promise<void> {
    const work = await this.prepare(run, signal, tape).catch(async (error: unknown) => {
      if (!(error instanceof ZodError)) throw error;
      // Nobody will ever be able to go on from what is kept: a chat that waits for it for ever helps nobody.
      reportError(error, `answer ${run.id} cannot be read`);
      await this.means.runs.abandon(run, new AppError('INTERNAL', 'What was answered so far cannot be read.').toWire());
      throw new LeaseLost();
    });
    const answer = new Answer(work, this.means);
    const title = this.titles.find(work);
    try {
      const failure = await answer.give().then(
        () => undefined,
        (error: unknown) => ({ error }),
      );
      if (interruption(signal) === 'lease' || failure?.error instanceof LeaseLost) throw new LeaseLost();
      await Promise.race([title, new Promise((resolve) => setTimeout(resolve, TITLE_MS).unref())]);
      const { state, error } = endOf(signal, failure);
      if (error) logFailure(run, error);
      await answer.end(state, error);
    } finally {
      await work.box?.close();
    }
  }

  private async prepare(run: Run, signal: AbortSignal, tape: Tape): Promise<AnswerWork> {
    const { conversation, metadata, history, parts } = await this.means.runs.load(run);
    const token = this.means.tokens.of(run, conversation.profileId);
    return {
      run,
      asker: { conversation, token, signal },
      history,
      parts: new AnswerParts(parts),
      metadata,
      box: this.means.boxes.of(conversation, token),
      tape,
      stepLimit: this.config.CHAT_STEP_LIMIT,
    };
  }

  /** Renews what is held, lets go of what is lost, and takes over what others left. */
  private async beat(): Promise<void> {
    try {
      await this.renew();
      // Before rights are known, an answer would end for want of them.
      if (this.isStopping || this.held.size >= RUN_LIMIT || !this.means.tokens.isReady) return;
      for (const run of await this.means.runs.claim()) this.hold(run);
    } catch (error) {
      reportError(error, 'leases of answers');
      // Nobody can tell any more whose they are.
      if (Date.now() - this.renewedAt > this.config.CHAT_LEASE_MS)
        for (const { abort } of this.held.values()) abort.abort('lease' satisfies Interruption);
    }
  }

  private async renew(): Promise<void> {
    const before = [...this.held.values()];
    const askedAt = Date.now();
    if (before.length === 0) {
      this.renewedAt = askedAt;
      return;
    }
    const renewed = await this.means.runs.renew(before.map(({ run }) => run.id));
    this.renewedAt = askedAt;
    for (const { run, abort } of before) {
      const lease = renewed.get(run.id);
      if (lease?.epoch !== run.epoch) abort.abort('lease' satisfies Interruption);
      else if (lease.isStopRequested) abort.abort('stop' satisfies Interruption);
    }
  }
}

/** How an answer ended that was not taken away. */
const endOf = (signal: AbortSignal, failure: { error: unknown } | undefined): { state: RunEnd; error?: AppError } => {
  if (interruption(signal) === 'stop') return { state: 'stopped' };
  if (interruption(signal) === 'time')
    return { state: 'failed', error: new AppError('CALL_INTERRUPTED', 'The answer took too long and was ended.') };
  return failure ? { state: 'failed', error: AppError.from(failure.error) } : { state: 'complete' };
};
