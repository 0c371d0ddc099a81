import { orchestrator, type Parsed } from '@archestra/contracts';
import { HandleRpc, organizationOf, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { TrialDesk } from './trial.desk.ts';

@Controller()
export class TrialController {
  constructor(private readonly trials: TrialDesk) {}

  @HandleRpc(orchestrator.runTrial)
  run(candidate: Parsed<typeof orchestrator.runTrial>, context: MessageContext) {
    return this.trials.ask(candidate, organizationOf(context));
  }
}
