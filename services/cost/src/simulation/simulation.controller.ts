import { cost, type Parsed } from '@archestra/contracts';
import { HandleRpc, organizationOf, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { Simulation } from './simulation.ts';

@Controller()
export class SimulationController {
  constructor(private readonly simulation: Simulation) {}

  @HandleRpc(cost.simulateRule)
  simulate(request: Parsed<typeof cost.simulateRule>, context: MessageContext) {
    return this.simulation.run(organizationOf(context), request, context.signal);
  }
}
