import { sanitizer, type Parsed, type Reply } from '@archestra/contracts';
import { HandleRpc, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { behalfOf } from './behalf.ts';
import { CallService } from './call.service.ts';

@Controller()
export class CallController {
  constructor(private readonly calls: CallService) {}

  @HandleRpc(sanitizer.decideCall)
  decide(
    input: Parsed<typeof sanitizer.decideCall>,
    context: MessageContext,
  ): Reply<typeof sanitizer.decideCall> | Promise<Reply<typeof sanitizer.decideCall>> {
    return this.calls.decide(behalfOf(context), input);
  }

  @HandleRpc(sanitizer.inspectOutput)
  inspect(
    input: Parsed<typeof sanitizer.inspectOutput>,
    context: MessageContext,
  ): Reply<typeof sanitizer.inspectOutput> | Promise<Reply<typeof sanitizer.inspectOutput>> {
    return this.calls.inspect(behalfOf(context), input);
  }
}
