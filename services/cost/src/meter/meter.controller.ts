import { consumers, gatewayEvents } from '@archestra/contracts';
import { HandleEvents, isEvent, type ReceivedEvent } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { measure } from './measure.ts';
import { MeterStore } from './meter.store.ts';

@Controller()
export class MeterController {
  constructor(private readonly meter: MeterStore) {}

  @HandleEvents(consumers.costToolCalls, { maxBatch: 1_000, lingerMs: 500 })
  async record(events: ReceivedEvent[]): Promise<void> {
    const measures = events.flatMap((event) =>
      isEvent(event, gatewayEvents.toolCallCompleted) ? [measure(event, event.data)] : [],
    );
    if (measures.length > 0) await this.meter.add(measures);
  }
}
