import { Module } from '@nestjs/common';
import { LedgerService } from './ledger.service.ts';
import { LlmCallController } from './llm-call.controller.ts';

@Module({ controllers: [LlmCallController], providers: [LedgerService] })
export class LlmCallModule {}
