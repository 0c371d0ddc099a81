import { Injectable } from '@nestjs/common';
import { Approvals } from './approval.service.ts';
import { ChatTokens } from './chat-token.service.ts';
import { ModelClient } from './model.client.ts';
import { RunStore } from './run.store.ts';
import { ToolClient } from './tool.client.ts';

/** What an answer is given with. */
@Injectable()
export class AnswerMeans {
  constructor(
    readonly runs: RunStore,
    readonly models: ModelClient,
    readonly boxes: ToolClient,
    readonly approvals: Approvals,
    readonly tokens: ChatTokens,
  ) {}
}
