import { llm, type Parsed, type Reply } from '@archestra/contracts';
import { HandleRpc, organizationOf, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { AskService } from './ask.service.ts';

@Controller()
export class AskController {
  constructor(private readonly service: AskService) {}

  @HandleRpc(llm.askModel)
  ask(input: Parsed<typeof llm.askModel>, context: MessageContext): Promise<Reply<typeof llm.askModel>> {
    return this.service.ask(organizationOf(context), input, context.signal);
  }
}
