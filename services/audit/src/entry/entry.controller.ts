import { audit, type Parsed } from '@archestra/contracts';
import { HandleRpc, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { Visibility } from '../db/visibility.ts';
import { EntryStore } from './entry.store.ts';

@Controller()
export class EntryController {
  constructor(
    private readonly entries: EntryStore,
    private readonly visibility: Visibility,
  ) {}

  @HandleRpc(audit.listEntries)
  list(request: Parsed<typeof audit.listEntries>, context: MessageContext) {
    return this.entries.list(this.visibility.of(context, request.includeSystem), request);
  }
}
