import { AppError, type DecidedToolCall, type Decision } from '@archestra/contracts';
import type { RequestFacts, ToolCall } from '@archestra/llm';
import { Injectable } from '@nestjs/common';
import type { IndexedProfile } from '../profile/profile.index.ts';
import type { Conversation } from './conversation.ts';
import { GuardClient } from './guard.client.ts';
import { decidedCall, refusalText, unreadableArguments } from './refusal.ts';
import { RequestGuard } from './request.guard.ts';
import { namedTool } from './tool.naming.ts';

const MAX_CALLS = 128;

/** What became of the calls of an answer. */
export interface Verdicts {
  /** What stands in place of calls, by their position. */
  readonly refusals: ReadonlyMap<number, string>;
  readonly decided: readonly DecidedToolCall[];
}

const UNREADABLE = Symbol('unreadable');

/** A tool without a schema takes any text; every other one takes JSON. */
const argumentsOf = ({ name, argumentsText }: ToolCall, facts: RequestFacts): unknown => {
  if (argumentsText.trim() === '') return {};
  try {
    return JSON.parse(argumentsText) as unknown;
  } catch {
    const declared = facts.declaredTools.find((tool) => tool.name === name);
    return declared && declared.schema === undefined ? argumentsText : UNREADABLE;
  }
};

/** Has the calls of an answer decided before the client sees any byte of them. */
@Injectable()
export class AnswerGuard {
  constructor(
    private readonly client: GuardClient,
    private readonly requests: RequestGuard,
  ) {}

  /** Throws when nobody can decide: then nothing of the calls is shown. */
  async decide(
    conversation: Conversation,
    calls: readonly ToolCall[],
    { facts, profile }: { facts: RequestFacts; profile: IndexedProfile | undefined },
  ): Promise<Verdicts> {
    if (calls.length > MAX_CALLS)
      throw new AppError('PROVIDER_PROTOCOL_ERROR', `The model made more than ${MAX_CALLS} tool calls at once.`);
    // Decided here, too, a refusal would be words of the model, and a result of a call that was agreed to would match none.
    if (conversation.isOwnChat && calls.every(({ name }) => namedTool(profile, name).serverId !== null)) {
      await this.requests.tellWords(conversation, facts.userTexts);
      return { refusals: new Map(), decided: [] };
    }
    const wanted = calls.map((call) => ({ call, arguments: argumentsOf(call, facts) }));
    const readable = wanted.filter(({ arguments: value }) => value !== UNREADABLE);
    const decisions = await this.ask(conversation, facts, {
      profile,
      readable: readable.map(({ call, arguments: value }) => ({ call, value })),
    });
    const refusals = new Map<number, string>();
    const decided = wanted.map(({ call }) => {
      const decision = decisions.get(call.position);
      if (decision?.outcome !== 'allow')
        refusals.set(call.position, decision ? refusalText(call.name, decision) : unreadableArguments(call.name));
      return decidedCall(call, decision);
    });
    return { refusals, decided };
  }

  private async ask(
    conversation: Conversation,
    facts: RequestFacts,
    { profile, readable }: { profile: IndexedProfile | undefined; readable: { call: ToolCall; value: unknown }[] },
  ): Promise<ReadonlyMap<number, Decision>> {
    if (readable.length === 0) return new Map();
    await this.requests.tellWords(conversation, facts.userTexts);
    const decisions = await this.client.decide(
      conversation,
      readable.map(({ call, value }) => ({
        toolCallId: call.id.slice(0, 200),
        tool: namedTool(profile, call.name),
        arguments: value,
      })),
    );
    if (decisions.length !== readable.length)
      throw new AppError('INTERNAL', 'The decisions do not belong to the calls of the answer.');
    return new Map(readable.map(({ call }, index) => [call.position, decisions[index] as Decision]));
  }
}
