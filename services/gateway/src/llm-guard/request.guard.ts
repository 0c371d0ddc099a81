import type { Label } from '@archestra/contracts';
import type { RequestFacts } from '@archestra/llm';
import { Injectable } from '@nestjs/common';
import type { IndexedProfile } from '../profile/profile.index.ts';
import { batches, newestWords } from './batch.ts';
import type { Conversation, ToldResult } from './conversation.ts';
import { GuardClient } from './guard.client.ts';
import { digestOf, InspectedMemory, type InspectedTexts } from './inspected.memory.ts';
import { namedTool } from './tool.naming.ts';

/** What a provider is shown in place of results, by their position. */
export interface Inspection {
  readonly replacements: ReadonlyMap<number, string>;
  /** Of the session, when it was asked about. */
  readonly label: Label | null;
}

interface Asked {
  readonly userTexts: readonly string[];
  readonly fresh: readonly ToldResult[];
  readonly replacements: Map<number, string>;
}

const NOTHING: Inspection = { replacements: new Map(), label: null };
const MAX_ID_CHARACTERS = 200;

const wordsDigest = (text: string): string => digestOf('words', text);
const resultDigest = ({ toolCallId, tool, text, isError }: ToldResult): string =>
  digestOf('result', toolCallId, tool?.name ?? '', String(isError), text);

/** Has the results of tools in a request inspected before a provider sees any of them. */
@Injectable()
export class RequestGuard {
  constructor(
    private readonly client: GuardClient,
    private readonly memory: InspectedMemory,
  ) {}

  /** A request without results asks nobody. Throws when nobody can tell: then nothing is shown. */
  async inspect(
    conversation: Conversation,
    facts: RequestFacts,
    profile: IndexedProfile | undefined,
  ): Promise<Inspection> {
    // What the own chat shows came through the door for tools and has changed this session then.
    if (facts.toolResults.length === 0 || conversation.isOwnChat) return NOTHING;
    const known = this.textsOf(conversation);
    const told = facts.toolResults.map(({ position, toolCallId, toolName, text, isError }) => ({
      position,
      toolCallId: toolCallId.slice(0, MAX_ID_CHARACTERS),
      tool: toolName === undefined ? null : namedTool(profile, toolName),
      text,
      isError,
    }));
    const replacements = new Map<number, string>();
    const fresh = told.filter((result) => {
      const verdict = known.verdictOf(resultDigest(result));
      if (typeof verdict === 'string') replacements.set(result.position, verdict);
      return verdict === undefined;
    });
    const label = await this.ask(conversation, { userTexts: facts.userTexts, fresh, replacements });
    return { replacements, label };
  }

  /** Before calls of an answer are decided: the person's words, where nobody told them yet. */
  async tellWords(conversation: Conversation, userTexts: readonly string[]): Promise<void> {
    await this.ask(conversation, { userTexts, fresh: [], replacements: new Map() });
  }

  /** Fills `replacements` with what must not be shown as it is. */
  private async ask(conversation: Conversation, { userTexts, fresh, replacements }: Asked): Promise<Label | null> {
    const known = this.textsOf(conversation);
    const words = newestWords(userTexts);
    const hasNewWords = words.some((text) => known.verdictOf(wordsDigest(text)) === undefined);
    if (fresh.length === 0 && !hasNewWords) return null;
    let label: Label | null = null;
    for (const batch of batches(fresh)) {
      const found = await this.client.inspect(conversation, words, batch);
      label = found.label;
      for (const { position, text } of found.replacements) replacements.set(position, text);
      for (const result of batch) known.remember(resultDigest(result), replacements.get(result.position) ?? null);
    }
    for (const text of words) known.remember(wordsDigest(text), null);
    return label;
  }

  private textsOf({ organizationId, sessionId }: Conversation): InspectedTexts {
    return this.memory.of(organizationId, sessionId);
  }
}
