import { guard, type Decision, type Reply } from '@archestra/contracts';
import { NatsClient } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';
import type { Conversation, ToldResult, WantedCall } from './conversation.ts';

/** Asks the sanitizer. Anything but its clear word is no permission: a silent, missing or broken peer throws. */
@Injectable()
export class GuardClient {
  constructor(private readonly client: NatsClient) {}

  inspect(
    conversation: Conversation,
    userTexts: string[],
    results: ToldResult[],
  ): Promise<Reply<typeof guard.inspectConversation>> {
    const { callId, sessionId, profileId } = conversation;
    const question = { callId, sessionId, profileId, userTexts, results };
    return this.client.call(guard.inspectConversation, question, contextOf(conversation));
  }

  /** One decision for each call, in order. */
  async decide(conversation: Conversation, calls: WantedCall[]): Promise<readonly Decision[]> {
    const { callId, sessionId, profileId } = conversation;
    const question = { callId, sessionId, profileId, calls };
    const { decisions } = await this.client.call(guard.decideAnswer, question, contextOf(conversation));
    return decisions;
  }
}

const contextOf = ({ organizationId, principal, callId, signal }: Conversation) => ({
  organizationId,
  principal,
  callId,
  signal,
});
