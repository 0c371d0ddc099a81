import { sanitizer, type Parsed, type Reply } from '@archestra/contracts';
import { HandleRpc, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { CallService } from './call.service.ts';

/** A call without an organization belongs to no profile: the empty id matches none. */
@Controller()
export class CallController {
  constructor(private readonly calls: CallService) {}

  @HandleRpc(sanitizer.decideCall)
  decide(
    input: Parsed<typeof sanitizer.decideCall>,
    context: MessageContext,
  ): Reply<typeof sanitizer.decideCall> | Promise<Reply<typeof sanitizer.decideCall>> {
    return this.calls.decide(context.organizationId ?? '', input);
  }

  @HandleRpc(sanitizer.inspectOutput)
  inspect(
    input: Parsed<typeof sanitizer.inspectOutput>,
    context: MessageContext,
  ): Reply<typeof sanitizer.inspectOutput> | Promise<Reply<typeof sanitizer.inspectOutput>> {
    return this.calls.inspect(context.organizationId ?? '', input);
  }
}
