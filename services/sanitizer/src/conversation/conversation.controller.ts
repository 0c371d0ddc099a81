import { guard, type Parsed, type Reply } from '@archestra/contracts';
import { HandleRpc, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { behalfOf } from '../call/behalf.ts';
import { AnswerService } from './answer.service.ts';
import { ConversationService } from './conversation.service.ts';

@Controller()
export class ConversationController {
  constructor(
    private readonly conversations: ConversationService,
    private readonly answers: AnswerService,
  ) {}

  @HandleRpc(guard.inspectConversation)
  inspect(
    input: Parsed<typeof guard.inspectConversation>,
    context: MessageContext,
  ): Promise<Reply<typeof guard.inspectConversation>> {
    return this.conversations.inspect(behalfOf(context), input);
  }

  @HandleRpc(guard.decideAnswer)
  async decide(
    input: Parsed<typeof guard.decideAnswer>,
    context: MessageContext,
  ): Promise<Reply<typeof guard.decideAnswer>> {
    return { decisions: await this.answers.decide(behalfOf(context), input) };
  }
}
