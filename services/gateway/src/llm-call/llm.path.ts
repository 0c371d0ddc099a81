import { AppError, type ModelReference } from '@archestra/contracts';
import { CONFIG } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import type { GatewayConfig } from '../gateway.config.ts';
import { RequestGuard } from '../llm-guard/request.guard.ts';
import { ModelRouter, type Destination } from '../llm-model/model.router.ts';
import { Failover } from '../llm-upstream/failover.ts';
import type { OpenAnswer } from '../llm-upstream/question.ts';
import { conversationOf } from './conversation.ts';
import type { LlmCall } from './llm-call.ts';
import type { LlmRecord } from './llm-record.ts';
import { PlanClient } from './plan.client.ts';
import { outputLimit, plannedFacts } from './planned-facts.ts';
import { writeQuestion, type WrittenQuestion } from './question.ts';

/** Who may be asked, the first of them before the others. */
interface Planned {
  readonly destinations: readonly [Destination, ...Destination[]];
  /** A budget that blocks holds for the call. */
  readonly limitsOutput: boolean;
}

/** Who is to be asked, and what they are not to see. */
export interface Prepared extends Planned {
  readonly replacements: ReadonlyMap<number, string>;
}

/** An answer that began, and how to read it. */
export interface Answered {
  readonly destination: Destination;
  readonly answer: OpenAnswer;
  readonly question: WrittenQuestion;
}

/** The way of a question to a provider: found, allowed, paid for, inspected, asked. */
@Injectable()
export class LlmPath {
  constructor(
    private readonly router: ModelRouter,
    private readonly plans: PlanClient,
    private readonly guard: RequestGuard,
    private readonly failover: Failover,
    @Inject(CONFIG) private readonly config: GatewayConfig,
  ) {}

  /** Everything that comes before a provider hears of it. */
  async prepare(call: LlmCall, record: LlmRecord): Promise<Prepared> {
    this.refuseUnseen(call);
    const { organizationId, operation, isFull, facts } = call;
    const wanted = this.router.find({ organizationId, operation, isFull, model: facts.model });
    record.requested = wanted.reference;
    const { destinations, limitsOutput } = await this.planned(call, record, wanted);
    record.mark('planned');
    const { replacements, label } = await this.guard.inspect(conversationOf(call), facts, call.profile);
    record.mark('inspected');
    record.label = label;
    record.replacements = replacements;
    record.used = destinations[0].reference;
    return { destinations, replacements, limitsOutput };
  }

  async ask(
    call: LlmCall,
    record: LlmRecord,
    { destinations, replacements, limitsOutput }: Prepared,
  ): Promise<Answered> {
    const questions = new Map<Destination, WrittenQuestion>();
    record.mark('sent');
    const opened = this.failover.open({
      destinations,
      signal: call.signal,
      attempts: record.attempts,
      write: async (to, isLimited) => {
        const limit = isLimited && limitsOutput && record.facts ? outputLimit(call.facts, record.facts, to) : undefined;
        const write = (maxOutputTokens?: number) =>
          writeQuestion(call, to, { toolResults: replacements, maxOutputTokens });
        // What is larger than a model can write is a limit that the package itself refuses.
        const question = await (limit === undefined ? write() : write(limit).catch(() => write()));
        questions.set(to, question);
        return question;
      },
    });
    const { destination, answer } = await opened.catch((error: unknown) => {
      record.loseAnswer(call.signal.reason);
      throw error;
    });
    return { destination, answer, question: questions.get(destination) as WrittenQuestion };
  }

  /** Counting tokens costs nothing, so no rule and no budget is asked. */
  private async planned(call: LlmCall, record: LlmRecord, wanted: Destination): Promise<Planned> {
    const { reference } = wanted;
    if (call.operation === 'count-tokens')
      return { destinations: [wanted, ...this.known(call, wanted.provider.fallbacks)], limitsOutput: false };
    record.facts = plannedFacts(call.facts, call.operation, wanted);
    const { target, fallbacks, ruleId, limitsOutput } = await this.plans.plan(call, reference, record.facts);
    record.ruleId = ruleId;
    const isSame = target.provider === reference.provider && target.model === reference.model;
    const chosen = isSame ? wanted : this.router.chosen(call.organizationId, call.operation, target);
    if (chosen) return { destinations: [chosen, ...this.known(call, fallbacks)], limitsOutput };
    throw new AppError('MODEL_NOT_FOUND', `A rule chose ${target.provider}:${target.model}, which cannot be asked.`, {
      details: { ruleId },
    });
  }

  private known({ organizationId, operation }: LlmCall, references: readonly ModelReference[]): Destination[] {
    return references.flatMap((reference) => this.router.chosen(organizationId, operation, reference) ?? []);
  }

  /** What nobody here could look at is not let through. */
  private refuseUnseen({ facts }: LlmCall): void {
    const hosted = facts.hostedTools.find(({ runsAt }) => runsAt === 'provider');
    if (hosted)
      throw new AppError(
        'INVALID_INPUT',
        `The tool ${hosted.name} runs at the provider, where its calls cannot be decided. Use a tool of a profile instead.`,
        { details: { field: 'tools' } },
      );
    const [stored] = facts.storedContext;
    if (stored !== undefined)
      throw new AppError(
        'INVALID_INPUT',
        `${stored} refers to content at the provider, which cannot be inspected. Send it.`,
        {
          details: { field: stored },
        },
      );
    const limitBytes = this.config.GATEWAY_LLM_MAX_IMAGE_BYTES;
    if (facts.imageBytes > limitBytes)
      throw new AppError('REQUEST_TOO_LARGE', `The images of the request are larger than ${limitBytes} bytes.`, {
        details: { limitBytes, bytes: facts.imageBytes },
      });
  }
}
