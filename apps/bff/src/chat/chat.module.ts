import { Module } from '@nestjs/common';
import { DatabaseModule } from '../db/database.module.ts';
import { StreamModule } from '../stream/stream.module.ts';
import { AnswerMeans } from './answer-means.ts';
import { Approvals } from './approval.service.ts';
import { ChatController } from './chat.controller.ts';
import { ChatStore } from './chat.store.ts';
import { ChatTokens } from './chat-token.service.ts';
import { ChunkStore } from './chunk.store.ts';
import { ModelClient } from './model.client.ts';
import { RunService } from './run.service.ts';
import { RunStore } from './run.store.ts';
import { TitleService } from './title.service.ts';
import { ToolClient } from './tool.client.ts';

@Module({
  imports: [DatabaseModule, StreamModule],
  controllers: [ChatController],
  providers: [
    AnswerMeans,
    Approvals,
    ChatStore,
    ChatTokens,
    ChunkStore,
    ModelClient,
    RunService,
    RunStore,
    TitleService,
    ToolClient,
  ],
})
export class ChatModule {}
