import { cost, type Parsed } from '@archestra/contracts';
import { HandleRpc, organizationOf, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { StatisticStore } from './statistic.store.ts';

@Controller()
export class StatisticController {
  constructor(private readonly statistics: StatisticStore) {}

  @HandleRpc(cost.readStatistics)
  async read(request: Parsed<typeof cost.readStatistics>, context: MessageContext) {
    return { items: await this.statistics.read(organizationOf(context), request) };
  }
}
